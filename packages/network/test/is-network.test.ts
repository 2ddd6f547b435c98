import { isNetwork, networkList } from '@sallyport/network'
import { describe, expect, it } from 'vitest'

const texts = [
  ...['10.0.0.0/8', '10.0.0.1', '0.0.0.0/0', '::/0', '2001:db8::/32', '::ffff:192.0.2.0/120'],
  ...['', ' ', '10.0.0.1/8', '10/8', '010.0.0.0/8', '10.0.0.0/08', '10.0.0.0/33', '10.0.0.0/'],
  ...[
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.0.0.0/+8',
    '::/129',
    'fe80::1%eth0',
    '1.2.3.4:80',
    '[::1]',
  ],
  ...['localhost', '10.0.0.0/255.0.0.0', ' 10.0.0.0/8', '10.0.0.0/8\n', '１0.0.0.0/8'],
]

describe('isNetwork', () => {
  it.each(texts)('agrees with what a list takes: %j', (text) => {
    const taken = (): boolean => {
      try {
        networkList([text])
        return true
      } catch {
        return false
      }
    }
    expect(isNetwork(text)).toBe(taken())
  })

  it('takes nothing that is no text', () => {
    expect([undefined, null, 1, {}].map((given) => isNetwork(given as never))).not.toContain(true)
  })
})
