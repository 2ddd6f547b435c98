import {
  type DeclaredScheme,
  defineScheme,
  type Scheme,
  sign,
  verifier,
} from '@sallyport/webhook-auth'
import { gitlab, mailgun, standardWebhooks, svix, twitch } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'

const now = 1_700_000_000_000
const clock = (): number => now
const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
type Unit = NonNullable<DeclaredScheme['timestamp']>['unit']

const signing = (signed: string, unit: Unit = 's'): Scheme =>
  defineScheme({
    ...{ id: 'x', sender: 'X', mac: 'hmac-sha256', encoding: 'hex', source: 'x' },
    signature: { header: 'x-signature' },
    deliveryId: { header: 'x-id' },
    ...(signed.includes('{timestamp}') && { timestamp: { header: 'x-time', unit } }),
    evidence: 'documentation',
    signed,
  })

/** What comes of a delivery whose id has taken what stood behind it. */
function moved(scheme: Scheme, deliveryId: string, body: string, taken: string, rest: string) {
  const right = sign(scheme, { secret, body, deliveryId, timestamp: now })
  const check = verifier(scheme, { secrets: secret, clock })
  expect(check(right)).toMatchObject({ ok: true, value: { deliveryId } })
  const headers = { ...right.headers, 'x-id': taken }
  const verdict = check({ headers, body: rest })
  return verdict.ok ? verdict.value.deliveryIdSigned : verdict.reason
}

describe('an id', () => {
  it('that nothing ends is unsigned, as the body may begin with more of it', () => {
    expect(moved(signing('{id}{body}'), 'd1', 'more', 'd1mo', 're')).toBe(false)
    expect(moved(signing('{id}-{body}'), 'd1', 'a-b', 'd1-a', 'b')).toBe(false)
    expect(moved(signing('{id}v{body}'), 'd1', 'avb', 'd1va', 'b')).toBe(false)
  })

  it('has none of what ends it', () => {
    expect(moved(signing('{id}.{body}'), 'd1', 'a.b', 'd1.a', 'b')).toBe('content_malformed')
    const timed = signing('{id}.{timestamp}.{body}')
    const taken = `d1.${now / 1_000}`
    const again = moved(timed, 'd1', `${now / 1_000}.x`, taken, 'x')
    expect(again).toBe('content_malformed')
    const dated = signing('{id}{timestamp}{body}', 'rfc3339')
    const date = new Date(now).toISOString()
    expect(moved(dated, 'd1', `${date}x`, `d1${date}`, 'x')).toBe('content_malformed')
  })

  it.each([
    ['{body}{id}', 's', 'unsigned'],
    ['{body}.{id}', 's', 'unsigned'],
    ['{method}{id}.{body}', 's', 'unsigned'],
    ['{id}{method}.{body}', 's', 'unsigned'],
    // Of digits one may be the id's as well as the time's.
    ['{id}{timestamp}.{body}', 's', 'unsigned'],
    ['{id}{timestamp}.{body}', 'ms', 'unsigned'],
    ['{id}{timestamp}{body}', 'rfc3339', 'signed'],
    ['{timestamp}.{id}.{body}', 's', 'signed'],
    ['v0:{id}:{body}', 's', 'signed'],
    ['{id}\n{body}', 's', 'signed'],
    ['{id}|{method}|{body}', 's', 'signed'],
  ] as const)('of %s, with the time in %s, is %s', (signed, unit, kind) => {
    expect(signing(signed, unit).deliveryId).toBe(kind)
  })

  it('of the senders that sign one is signed', () => {
    for (const scheme of [gitlab, standardWebhooks, svix, twitch, mailgun]) {
      expect(scheme.deliveryId).toBe('signed')
    }
  })
})
