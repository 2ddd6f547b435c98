import { openCheckpoint } from '@sallyport/audit-chain'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseCheckpointText, signCheckpoint } from '../src/checkpoint.ts'
import { emptyRoot, encodeHash, leafHash } from '../src/hash.ts'
import { signNote } from '../src/note.ts'
import { keyOf, signerOf } from './support/keys.ts'

const goKey = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
const goOrigin = 'go.sum database tree'

// Tree heads that the checksum database of Go has signed: of transparency-dev/formats, the README of
// cyclonedx-gomod, goproxy.io's documentation, and a witness's page, which signed the fourth too.
const ofGo = [
  [
    6_476_701,
    'mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=',
    'Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=',
    '',
  ],
  [
    3_935_567,
    'SapHtgdNCeF00Cx8kqztePV24kgzNg++Xovae42HAMw=',
    'Az3grsm7Wm4CVNR1RHq9BFnu9jzcRlU2uw7lr0gfUWgO6+rqPNjT+fUTl9gH0NRTgdwW9nItuQSMbhSaLCsk8YeYSAs=',
    '',
  ],
  [
    28_891_140,
    '++pUIeKTwGvykMUkmM3AT97PwQipMT6H/p7t86E0Sp0=',
    'Az3grqNvOILDz7xwAKugtVFZwd+I9IyB/mHrUYzcVaS9zKsRVdRLNGLFpnAcLhyoBBkdIYEzK/+7Eu4wanYttLrPsQo=',
    '',
  ],
  [
    15_067_302,
    'gJyioq6dwR9n+NjEWORfYmH+ubeYm3kH42BBQ0bTpYI=',
    'Az3grp1rvWOs5NKlr/xR4GLN/CDyzzakmt1o61uSxYKpK1SerqOP2ClbX/peKUZjYnyomH5Xz7GZG3TpB7OeKn4E2ww=',
    '— test.example.com qTGhC/xIPQ0AXKHK6Y+9ypRfuvMZWPjRXM8NiOg5M1WREn07VQXyuIXM3NRNav3ieVFLUqDRK77PWDmL6w8w84UqeAw=\n',
  ],
] as const

it.each(ofGo)('opens the head of size %d that the Go checksum database signed', (...given) => {
  const [size, root, signature, others] = given
  const note = `${goOrigin}\n${size}\n${root}\n\n— sum.golang.org ${signature}\n${others}`
  const options = { origin: goOrigin, keys: [goKey] }
  expect(openCheckpoint(note, options)).toEqual({
    ok: true,
    origin: goOrigin,
    size,
    root,
    extensions: [],
    signedBy: [{ name: 'sum.golang.org', id: '033de0ae' }],
  })
  const bigger = note.replace(`\n${size}\n`, `\n${size + 1}\n`)
  expect(openCheckpoint(bigger, options)).toEqual({ ok: false, reason: 'wrong' })
})

const origin = 'log.example/audit'
const root = leafHash('')
const head = { size: 3, root }
const { verifierKey } = keyOf(origin)
const reason = (note: string | Uint8Array, keys = [verifierKey]) => {
  const opened = openCheckpoint(note, { origin, keys })
  return opened.ok ? 'ok' : opened.reason
}

it('opens what it signs, whatever the size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.maxSafeNat(),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      async (n, bytes) => {
        const given = { size: n, root: Buffer.from(bytes).toString('latin1') }
        const note = await signCheckpoint(origin, given, [signerOf(origin)])
        const opened = openCheckpoint(Buffer.from(note), { origin, keys: [verifierKey] })
        expect(opened).toMatchObject({ size: n, root: Buffer.from(bytes).toString('base64') })
      },
    ),
    { numRuns: 50 },
  )
  expect(
    reason(await signCheckpoint(origin, { size: 0, root: emptyRoot }, [signerOf(origin)])),
  ).toBe('ok')
})

const base64 = encodeHash(root)

it.each([
  [`${origin}\n3\n${base64}\nextension\nof another\n`, 'ok', 'extension lines of others'],
  [`${origin}\n3\n${base64}\n\n`, 'malformed', 'an empty extension line'],
  [`${origin}\n3\n${base64}\n\nx\n`, 'malformed', 'an empty line before an extension'],
  [`${origin}\n3\n`, 'malformed', 'no root'],
  [`${origin}\n`, 'malformed', 'no size'],
  [`\n3\n${base64}\n`, 'malformed', 'no origin'],
  [`${origin}\n\n${base64}\n`, 'malformed', 'an empty size'],
  [`${origin}\n03\n${base64}\n`, 'malformed', 'a zero in front'],
  [`${origin}\n00\n${base64}\n`, 'malformed', 'two zeros'],
  [`${origin}\n+3\n${base64}\n`, 'malformed', 'a sign'],
  [`${origin}\n-3\n${base64}\n`, 'malformed', 'less than nothing'],
  [`${origin}\n-0\n${base64}\n`, 'malformed', 'minus nothing'],
  [`${origin}\n3.0\n${base64}\n`, 'malformed', 'a fraction'],
  [`${origin}\n3e0\n${base64}\n`, 'malformed', 'an exponent'],
  [`${origin}\n0x3\n${base64}\n`, 'malformed', 'hexadecimal'],
  [`${origin}\n 3\n${base64}\n`, 'malformed', 'a space'],
  [`${origin}\n٣\n${base64}\n`, 'malformed', 'another script'],
  [`${origin}\n9007199254740991\n${base64}\n`, 'ok', 'the largest size'],
  [`${origin}\n9007199254740992\n${base64}\n`, 'malformed', 'a larger one'],
  [`${origin}\n18446744073709551615\n${base64}\n`, 'malformed', 'a much larger one'],
  [`${origin}\n3\n${base64.slice(0, -1)}\n`, 'malformed', 'no padding'],
  [`${origin}\n3\n${base64.slice(0, 40)}\n`, 'malformed', 'a root of 30 bytes'],
  [`${origin}\n3\n${encodeHash(`${root}x`)}\n`, 'malformed', 'a root of 33 bytes'],
  [`${origin}\n3\n${encodeHash(leafHash('x'))}\n`, 'ok', 'another root'],
  [`${origin}\n3\n${base64.replace(/.=$/, 'B=')}\n`, 'malformed', 'spare bits'],
  [`${origin} \n3\n${base64}\n`, 'wrong', 'a space behind the origin'],
  [`${origin.toUpperCase()}\n3\n${base64}\n`, 'wrong', 'capitals'],
  [`${origin}/2\n3\n${base64}\n`, 'wrong', 'another origin'],
])('%j, well signed, is %s: %s', async (text, wanted) => {
  const note = await signNote(text, [signerOf(origin)])
  expect(reason(note)).toBe(wanted)
  // Nothing is said of what nobody known has signed.
  expect(reason(note, [keyOf('other').verifierKey])).toBe('unverifiable')
})

it('gives the extension lines that are there', () => {
  const text = `${origin}\n3\n${base64}\na\nb c\n`
  expect(parseCheckpointText(text)).toEqual({ origin, head, extensions: ['a', 'b c'] })
})

it('each bit of a checkpoint that is another refuses it', async () => {
  const bytes = Buffer.from(await signCheckpoint(origin, head, [signerOf(origin)]))
  const answers = new Set<string>()
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const answer = reason(changed)
    expect([bit, answer]).not.toEqual([bit, 'ok'])
    answers.add(answer)
  }
  expect(answers).toEqual(new Set(['malformed', 'wrong', 'unverifiable']))
})

it('a checkpoint that is cut anywhere is none', async () => {
  const note = await signCheckpoint(origin, head, [signerOf(origin, 1), signerOf(origin, 2)])
  const first = note.indexOf('\n— ', note.indexOf('— ')) + 1
  for (let end = 0; end < note.length; end++) {
    // Without its second line it is what the first key has signed.
    expect([end, reason(note.slice(0, end))]).toEqual([end, end === first ? 'ok' : 'malformed'])
  }
})

it('a key that changes: both sign, each reader knows one or both', async () => {
  const [old, next, other] = [1, 2, 3].map((seed) => keyOf(origin, seed).verifierKey) as [
    string,
    string,
    string,
  ]
  const both = await signCheckpoint(origin, head, [signerOf(origin, 1), signerOf(origin, 2)])
  for (const keys of [[old], [next], [old, next], [next, other]]) {
    expect(reason(both, keys)).toBe('ok')
  }
  expect(reason(both, [other])).toBe('unverifiable')
  const after = await signCheckpoint(origin, head, [signerOf(origin, 2)])
  expect([reason(after, [old]), reason(after, [old, next])]).toEqual(['unverifiable', 'ok'])
})

it('misuse throws', async () => {
  const signers = [signerOf(origin)]
  for (const bad of ['', 'two\nlines', 'a\n3']) {
    await expect(signCheckpoint(bad, head, signers)).rejects.toThrow(
      'audit-chain: a checkpoint must have an origin of one line',
    )
  }
  for (const size of [Number.NaN, -1, 1.5, 2 ** 53]) {
    await expect(signCheckpoint(origin, { size, root }, signers)).rejects.toThrow(TypeError)
  }
  await expect(signCheckpoint(origin, { size: 1, root: 'short' }, signers)).rejects.toThrow(
    TypeError,
  )
  expect(() => openCheckpoint('', { origin, keys: ['key'] })).toThrow(
    'audit-chain: "keys[0]" must be an Ed25519 verifier key',
  )
  expect(() => openCheckpoint('', { origin, keys: [] })).toThrow(
    '"keys" must be 1 to 100 keys, got 0',
  )
})
