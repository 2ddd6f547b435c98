import { createHmac } from 'node:crypto'
import { defineScheme, type Scheme, sign } from '@sallyport/webhook-auth'
import {
  type Determined,
  explain,
  explained,
  type Undetermined,
} from '@sallyport/webhook-auth/explain'
import { github, stripe } from '@sallyport/webhook-auth/schemes'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { now, secretOf } from '../support/every-scheme.ts'

/** Computations, the verifier's own among them, over something about as long as the body: of the shortest a compressed one. */
const long = { macs: 0, bytes: 0 }

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>()
  const counting: typeof createHmac = (...given) => {
    const hmac = real.createHmac(...given)
    const update = hmac.update.bind(hmac) as (data: string | Uint8Array) => typeof hmac
    const counted = (data: string | Uint8Array): typeof hmac => {
      long.bytes += data.length
      if (data.length > 256) long.macs++
      return update(data)
    }
    return Object.assign(hmac, { update: counted })
  }
  return { ...real, createHmac: counting }
})

beforeEach(() => void Object.assign(long, { macs: 0, bytes: 0 }))

const wrong = createHmac('sha256', 'nobody knows').update('this').digest('hex')
/** JSON with everything that can be written otherwise, of a length. */
const bodyOf = (length: number): string => {
  const item = '{"name": "Zoë <b>/x", "n": 1.5, "list": [1, 2.50]}'
  const items = Array.from({ length: Math.floor(length / 56) }, () => item)
  const text = `{"items": [${items.join(', ')}], "x": "`
  return `${text}${'y'.repeat(Math.max(0, length - Buffer.byteLength(text) - 2))}"}`
}
/** A scheme that notes the bodies it is asked about. */
const seenBy = (scheme: Scheme) => {
  const bodies = new Set<Uint8Array>()
  const read: Scheme['read'] = (received) => {
    bodies.add(received.body)
    return scheme.read(received)
  }
  return { scheme: { ...scheme, read }, bodies }
}
const others = Object.fromEntries(
  Array.from({ length: 30 }, (_, at) => [`s${at}`, `other-secret-number-${at}`]),
)

describe('the work', () => {
  it.each([
    ['a single secret', {}],
    ['thirty secrets of others', { others, previous: ['the-secret-of-last-year'] }],
  ])('on 64 KiB that nothing explains is 300 computations at most, with %s', (_, more) => {
    const body = bodyOf(65_536)
    expect(Buffer.byteLength(body)).toBeGreaterThanOrEqual(65_536)
    const headers = { 'stripe-signature': `t=${now / 1_000},v1=${wrong}` }
    const options = { secrets: secretOf(stripe), clock: () => now, ...more }
    const result = explain(stripe, { headers, body }, options)
    expect(result).toMatchObject({ ok: false, determined: false })
    expect(long.macs).toBeGreaterThan(100)
    expect(long.macs).toBeLessThanOrEqual(300)
    expect(result).toMatchObject({ tried: long.macs - 1 })
  })

  it('has limits of its own, and says when they came first', () => {
    const headers = { 'x-hub-signature-256': `sha256=${wrong}` }
    const few = explain(
      github,
      { headers, body: bodyOf(2_048) },
      { secrets: secretOf(github), maxMacs: 7 },
    )
    expect(few).toMatchObject({ determined: false, complete: false, tried: 7 })
    expect(long.macs).toBe(7 + 1)
    const all = explain(github, { headers, body: 'ab' }, { secrets: secretOf(github) })
    expect(all).toMatchObject({ determined: false, complete: true })
  })

  it('on a body of many megabytes is 128 MiB at most', () => {
    const headers = { 'x-hub-signature-256': `sha256=${wrong}` }
    const body = Buffer.alloc(12 * 1_024 * 1_024, 'a ')
    explain(github, { headers, body }, { secrets: secretOf(github) })
    expect(long.bytes).toBeLessThanOrEqual(128 * 1_024 * 1_024 + body.length)
  })

  it('makes 32 MiB of bodies at most, and says what it has left out', () => {
    const { scheme, bodies } = seenBy(github)
    const body = bodyOf(1_048_576)
    const headers = { 'x-hub-signature-256': `sha256=${wrong}` }
    const result = explain(scheme, { headers, body }, { secrets: secretOf(github) })
    expect(result).toMatchObject({ determined: false, complete: false })
    expect(bodies.size).toBeGreaterThan(16)
    expect(bodies.size).toBeLessThanOrEqual(33)
    const { ruledOut, untried } = result as Undetermined
    expect(untried).toContain('body_reserialised')
    expect(ruledOut.filter((one) => untried.includes(one))).toEqual([])
    expect(ruledOut).toContain('newline_at_end')
    expect(explained(result)).toMatch(/not searched for in every way: .*body_reserialised/)
    const least = explain(scheme, { headers, body }, { secrets: secretOf(github), maxMade: 1 })
    expect(least).toMatchObject({ ruledOut: expect.not.arrayContaining(['newline_at_end']) })
  })

  it('still finds what usually happens to a megabyte', () => {
    const secret = secretOf(github)
    const laidOut = bodyOf(1_048_576).replaceAll('2.50', '2.51')
    const signed = JSON.stringify(JSON.parse(laidOut))
    const { headers } = sign(github, { secret, body: signed })
    for (const [body, name] of [
      [`${signed}\n`, 'newline_at_end'],
      [laidOut, 'body_reserialised'],
      [signed.replaceAll('/', '\\/'), 'body_reserialised'],
    ] as const) {
      const result = explain(github, { headers, body }, { secrets: secret })
      expect(result).toMatchObject({ determined: true, causes: [{ name }] })
    }
  })

  it('makes no body at all where nothing is signed, however long', () => {
    const { scheme, bodies } = seenBy(github)
    const given = { headers: { 'x-request-id': 'a7' }, body: Buffer.from(bodyOf(1_048_576)) }
    const result = explain(scheme, given, { secrets: secretOf(github) })
    expect(result).toMatchObject({ verdict: 'signature_missing', complete: true, tried: 0 })
    expect(bodies.size).toBe(1)
    expect(long.macs).toBe(0)
    expect(explained(result)).toContain('x-hub-signature-256 is not there')
  })

  it('is done where the signature stands elsewhere, and the body was written anew', () => {
    const { headers } = sign(github, { secret: secretOf(github), body: '{"a":1}' })
    const moved = { 'x-signature': headers['x-hub-signature-256'] }
    const given = { headers: moved, body: '{ "a": 1 }' }
    const result = explain(github, given, { secrets: secretOf(github) })
    const names = (result as Determined).causes.map(({ name }) => name)
    expect([...names].sort()).toEqual(['body_reserialised', 'signature_header'])
  })

  it('is none over equal bodies and equal keys', () => {
    // No JSON, no line, no letter beyond ASCII: hardly anything to change.
    const headers = { 'x-hub-signature-256': `sha256=${wrong}` }
    const options = { secrets: 'aaaa', previous: ['aaaa', 'aaaa'], others: { same: 'aaaa' } }
    const result = explain(github, { headers, body: 'a' }, { ...options, maxMacs: 100_000 })
    const alone = explain(github, { headers, body: 'a' }, { secrets: 'aaaa', maxMacs: 100_000 })
    expect(result).toMatchObject({ complete: true, tried: (alone as { tried: number }).tried })
  })

  it('is none where there is no signature that could be one', () => {
    const scheme = defineScheme({
      ...{ id: 'own', sender: 'Own', mac: 'hmac-sha256', encoding: 'hex', signed: '{body}' },
      ...{
        signature: { header: 'x-own' },
        source: 'https://own.example',
        evidence: 'documentation',
      },
    })
    const { headers } = sign(scheme, { secret: 'a secret of thirty-two letters..', body: '{}' })
    expect(Object.keys(headers)).toEqual(['x-own'])
    const given = { headers: {}, body: '{}' }
    const result = explain(scheme, given, { secrets: 'a secret of thirty-two letters..' })
    expect(result).toMatchObject({ verdict: 'signature_missing', tried: 0 })
  })
})
