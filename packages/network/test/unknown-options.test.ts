import { clientAddress, fromNetwork, networkList } from '@sallyport/network'
import { describe, expect, it } from 'vitest'

describe('an option that there is not is refused', () => {
  it.each<readonly [string, string, string, (wrong: object) => unknown]>([
    ['networkList', 'name, audit, metrics, clock', 'adit', (wrong) => networkList([], wrong)],
    // Beside an `allow` that is right: who is denied would come in.
    ['fromNetwork', 'allow, deny', 'denied', (wrong) => fromNetwork({ allow: [], ...wrong })],
    [
      'clientAddress',
      'trustedProxies, header, maxHops',
      'maxHop',
      (wrong) => clientAddress({ trustedProxies: [], ...wrong }),
    ],
  ])('by %s()', (name, names, wrong, call) => {
    expect(() => call({ [wrong]: undefined })).toThrow(
      new TypeError(`network: ${name}() takes only ${names}, got "${wrong}"`),
    )
  })

  it('by changes of a list, whose record would lack it', async () => {
    const list = networkList(['192.0.2.1'])
    const wrong = { who: 'ada' } as never
    for (const changed of [
      list.add(['192.0.2.2'], wrong),
      list.remove(['192.0.2.1'], wrong),
      list.replace([], wrong),
    ]) {
      await expect(changed).rejects.toThrow(
        new TypeError('network: "by" takes only actor, reason, got "who"'),
      )
    }
    expect(list.entries()).toEqual([{ network: '192.0.2.1' }])
  })
})
