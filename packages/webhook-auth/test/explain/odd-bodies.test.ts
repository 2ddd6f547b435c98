import { sign } from '@sallyport/webhook-auth'
import { explain } from '@sallyport/webhook-auth/explain'
import { github, linear } from '@sallyport/webhook-auth/schemes'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { now, secretOf } from '../support/every-scheme.ts'

const headers = { 'x-hub-signature-256': `sha256=${'a'.repeat(64)}` }
const explained = (body: string) =>
  explain(github, { headers, body }, { secrets: secretOf(github) })
const undetermined = { ok: false, determined: false }

afterEach(() => void vi.restoreAllMocks())

/** A long body that is read before it is verified. */
const long = `{"webhookTimestamp":${now},"a":[${'10,'.repeat(100_000)}1]}`

/** How many characters have been parsed as JSON from now on. */
function charactersParsed(): () => number {
  let parsed = 0
  const parse = JSON.parse
  vi.spyOn(JSON, 'parse').mockImplementation((text: string) => {
    parsed += text.length
    return parse(text) as unknown
  })
  return () => parsed
}

// What is wrong with these ended the search by an error, or would end it after hours.
describe('bodies that somebody made to keep explain busy', () => {
  it.each([
    ['a megabyte of spaces', `{${' '.repeat(1_000_000)}}`],
    ['a number with a million zeros', `{"a":1.${'0'.repeat(1_000_000)}1}`],
    ['brackets in brackets, 32,000 deep', '['.repeat(32_000) + ']'.repeat(32_000)],
    [
      'brackets in brackets, 400 deep and again and again',
      `[${Array.from({ length: 800 }, () => '['.repeat(400) + ']'.repeat(400)).join()}]`,
    ],
  ])('are explained: %s', (_, body) => {
    expect(explained(body)).toMatchObject(undetermined)
  })

  it('are parsed once where a scheme reads them and finds no signature', () => {
    const parsed = charactersParsed()
    const given = { headers: { 'linear-signature': 'none at all' }, body: long }
    const result = explain(linear, given, { secrets: secretOf(linear), clock: () => now })
    expect(result).toMatchObject({ ...undetermined, complete: true, tried: 0 })
    // By the verifier, to find out whether there is a signature, and for what is striking.
    expect(parsed()).toBeLessThanOrEqual(6 * long.length)
  })

  it('are parsed only so often where a scheme reads them, whatever is tried with them', () => {
    const parsed = charactersParsed()
    const others = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [`s${at}`, `of ${at}`]),
    )
    const given = { headers: { 'linear-signature': 'a'.repeat(64) }, body: long }
    const options = { secrets: secretOf(linear), clock: () => now, others }
    const result = explain(linear, given, options)
    expect(result).toMatchObject({ ...undetermined, complete: false })
    // As many bytes for the scheme as for the bodies that are made.
    expect(parsed()).toBeLessThanOrEqual(2 * 32 * 1_024 * 1_024 + 8 * long.length)
  })
})

describe('numbers and white space', () => {
  it.each([
    ['renumbered', '{"price":2.50,"n":10.000}', '{"price":2.5,"n":10}', 'body_reserialised'],
    ['white space around', ' \t{"a":1} \t', '{"a":1}', 'whitespace_around'],
  ])('are still found: %s', (_, came, signed, name) => {
    const secret = secretOf(github)
    const delivery = sign(github, { secret, body: signed })
    const result = explain(github, { ...delivery, body: came }, { secrets: secret })
    expect(result).toMatchObject({ determined: true, causes: [{ name }] })
  })
})
