import { expect, it } from 'vitest'
import { openNote, parseNote, readVerifierKeys, signNote } from '../src/note.ts'
import { parseVerifierKey } from '../src/note-key.ts'
import { keyOf, signerOf } from './support/keys.ts'

// golang.org/x/mod, sumdb/note/example_test.go.
const peter = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const enoch = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'
const text =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const peterSig =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
const enochSig =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n'

const peterKey = { name: 'PeterNeumann', id: 'c74f20a3' }
const enochKey = { name: 'EnochRoot', id: 'af0cfe78' }
const open = (note: string | Uint8Array, ...keys: readonly string[]) =>
  openNote(note, keys.length === 0 ? [] : readVerifierKeys('keys', keys))
const reason = (note: string | Uint8Array, ...keys: readonly string[]) => {
  const opened = open(note, ...keys)
  return opened.ok ? 'ok' : opened.reason
}

it('opens what Go has signed, by the keys that are known', () => {
  const both = `${text}\n${peterSig}${enochSig}`
  expect(open(both, peter)).toEqual({ ok: true, text, signedBy: [peterKey] })
  expect(open(both, enoch)).toEqual({ ok: true, text, signedBy: [enochKey] })
  expect(open(Buffer.from(both), enoch, peter)).toMatchObject({ signedBy: [peterKey, enochKey] })
  expect(open(both)).toEqual({ ok: false, reason: 'unverifiable' })
  expect(reason(both, keyOf('PeterNeumann').verifierKey)).toBe('unverifiable')
})

// C2SP signed-note, "Example".
it('opens the example of the specification', () => {
  const key = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
  const note = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`
  expect(open(note, key)).toMatchObject({ ok: true, text: 'This is an example message.\n' })
  expect(reason(note.replace('This', 'That'), key)).toBe('wrong')
})

// Ed25519 has one signature of a text and a key, so that ours is Go's to the letter.
it('signs as Go does', async () => {
  const signer = signerOf('EnochRoot', 0)
  expect(await signNote(text, [signer])).toBe(`${text}\n${enochSig}`)
})

it('a bad signature of a known key refuses the whole, a good one beside it or not', () => {
  const bad = peterSig.replace('x08go/Z', 'x08go/a')
  expect(reason(`${text}\n${bad}`, peter)).toBe('wrong')
  expect(reason(`${text}\n${bad}${enochSig}`, peter, enoch)).toBe('wrong')
  expect(reason(`${text}\n${enochSig}${bad}`, peter, enoch)).toBe('wrong')
  expect(reason(`${text}\n${peterSig}${bad}`, peter)).toBe('wrong')
  expect(reason(`${text}\n${bad}${enochSig}`, enoch)).toBe('ok')
  // note_test.go: three bytes more in the middle.
  expect(reason(`${text}\n${peterSig.slice(0, 60)}ABCD${peterSig.slice(60)}`, peter)).toBe('wrong')
})

it('a name or an id alone does not make a key known', () => {
  const [renamed, otherId] = [
    peterSig.replace('PeterNeumann', 'CarmenSandiego'),
    peterSig.replace('x08g', 'xxxx'),
  ]
  expect(reason(`${text}\n${renamed}`, peter)).toBe('unverifiable')
  expect(reason(`${text}\n${otherId}`, peter)).toBe('unverifiable')
  expect(reason(`${text}\n${renamed}${peterSig}${otherId}`, peter)).toBe('ok')
  expect(reason(`${text}\n${peterSig.replace('Peter', 'peter')}`, peter)).toBe('unverifiable')
})

it('a name that would be a pattern is a name', async () => {
  const note = await signNote('x\n', [signerOf('log.example')])
  expect(reason(note, keyOf('log.example').verifierKey)).toBe('ok')
  const other = await signNote('x\n', [signerOf('.*')])
  expect(reason(other, keyOf('log.example').verifierKey)).toBe('unverifiable')
  expect(reason(note, keyOf('.*').verifierKey)).toBe('unverifiable')
})

it('the same signature twice is one', () => {
  expect(open(`${text}\n${peterSig}${peterSig}${enochSig}${enochSig}`, peter)).toMatchObject({
    signedBy: [peterKey],
  })
})

const signed = `${text}\n${peterSig}`

it.each([
  ['', 'nothing'],
  [text, 'no signature'],
  [`${text}\n`, 'an empty line and no signature'],
  [signed.slice(0, -1), 'no newline at the end'],
  [`${signed}\n`, 'an empty line at the end'],
  [`\u0001${signed}`, 'a control character'],
  [signed.replace('answer', 'ans\twer'), 'a tab'],
  [signed.replaceAll('\n', '\r\n'), 'carriage returns'],
  [`${signed}Unexpected line.\n`, 'a line behind'],
  [`${text}\n${peterSig.replace('PeterNeumann', 'Bad Name')}`, 'a name of two words'],
  [`${text}\n${peterSig.replace('PeterNeumann', 'Bad+Name')}`, 'a name with a plus'],
  [`${text}\n${peterSig.replace('PeterNeumann', 'Bad\u00a0Name')}`, 'a name with a Unicode space'],
  [`${text}\n${peterSig.replace('PeterNeumann ', ' ')}`, 'no name'],
  [`${text}\n${peterSig.replace('—', '-')}`, 'a hyphen'],
  [`${text}\n${peterSig.replace('— ', '—  ')}`, 'two spaces'],
  [`${text}\n${peterSig.replace('=\n', '\n')}`, 'no padding'],
  [`${text}\n${peterSig.replace('=\n', '==\n')}`, 'too much padding'],
  [`${text}\n${peterSig.replace('nAM=', 'nAN=')}`, 'spare bits'],
  [`${text}\n${peterSig.replace('/', '_')}`, 'a letter of base64url'],
  [`${text}\n${peterSig.replace('=\n', '= \n')}`, 'a space at the end'],
  [`${text}\n— PeterNeumann x08gow==\n`, 'an id and no signature'],
  [`${text}\n— PeterNeumann \n`, 'no base64'],
  [`${signed}\ud800`, 'half a surrogate pair'],
])('%j is malformed: %s', (note) => {
  expect(reason(note, peter)).toBe('malformed')
  expect(parseNote(note)).toBeUndefined()
})

it('bytes that are not UTF-8 are malformed', () => {
  expect(reason(Buffer.concat([Buffer.of(0xff), Buffer.from(signed)]), peter)).toBe('malformed')
  expect(reason(Buffer.from(signed, 'latin1'), peter)).toBe('malformed')
  // Overlong, and an encoded surrogate.
  expect(reason(Buffer.concat([Buffer.of(0xc0, 0x80), Buffer.from(signed)]), peter)).toBe(
    'malformed',
  )
  expect(reason(Buffer.concat([Buffer.of(0xed, 0xa0, 0x80), Buffer.from(signed)]), peter)).toBe(
    'malformed',
  )
})

it('a mark of byte order is of the text, and so signed', async () => {
  const note = await signNote('\ufeffx\n', [signerOf('a')])
  const { verifierKey } = keyOf('a')
  expect(reason(Buffer.from(note), verifierKey)).toBe('ok')
  expect(reason(Buffer.from(note.slice(1)), verifierKey)).toBe('wrong')
})

it('reads 100 signatures and not one more, a million bytes and not one more', async () => {
  expect(reason(`${text}\n${peterSig.repeat(100)}`, peter)).toBe('ok')
  expect(reason(`${text}\n${peterSig.repeat(101)}`, peter)).toBe('malformed')
  const rest = Buffer.byteLength(await signNote('\n', [signerOf('a')])) - 1
  const long = await signNote(`${'x'.repeat(1_000_000 - rest - 1)}\n`, [signerOf('a')])
  expect(reason(long, keyOf('a').verifierKey)).toBe('ok')
  expect(reason(`x${long}`, keyOf('a').verifierKey)).toBe('malformed')
  expect(reason(Buffer.from(`x${long}`), keyOf('a').verifierKey)).toBe('malformed')
})

it('text may have empty lines, and lines like signatures', async () => {
  for (const odd of ['\n', 'a\n\n\nb\n', `a\n\n${peterSig}`, `${peterSig}\n`]) {
    const note = await signNote(odd, [signerOf('a')])
    expect(open(note, keyOf('a').verifierKey)).toMatchObject({ ok: true, text: odd })
    expect(reason(note, peter)).toBe('unverifiable')
  }
})

it('each bit of a note that is another refuses it', () => {
  const bytes = Buffer.from(signed)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect([bit, reason(changed, peter)]).not.toEqual([bit, 'ok'])
  }
})

it('several sign in their order', async () => {
  const note = await signNote(text, [signerOf('old', 1), signerOf('new', 2)])
  const [old, next] = [keyOf('old', 1).verifierKey, keyOf('new', 2).verifierKey]
  expect(parseNote(note)?.signatures.map(({ name }) => name)).toEqual(['old', 'new'])
  expect([reason(note, old), reason(note, next), reason(note, next, old)]).toEqual([
    'ok',
    'ok',
    'ok',
  ])
})

it('a signer whose key is elsewhere may take its time, and is not believed', async () => {
  const { verifierKey, sign } = signerOf('a')
  const far = { verifierKey, sign: async (message: Uint8Array) => sign(message) }
  expect(await signNote(text, [far])).toBe(await signNote(text, [signerOf('a')]))
  const wrong = { verifierKey, sign: () => new Uint8Array(64) }
  await expect(signNote(text, [wrong])).rejects.toThrow(
    'audit-chain: a signature of "a" does not verify with its key',
  )
})

it('what cannot be signed is misuse', async () => {
  const misuse = 'audit-chain: the text of a note must end in a newline'
  for (const bad of ['', 'abc', 'a\u0000\n', 'a\r\n', '\ud800\n']) {
    await expect(signNote(bad, [signerOf('a')])).rejects.toThrow(misuse)
  }
  await expect(signNote(text, [])).rejects.toThrow('"signers" must be 1 to 100 keys, got 0')
  await expect(signNote(text, [signerOf('a'), signerOf('a')])).rejects.toThrow(
    /"signers" must have each key once, got a\+[0-9a-f]{8} twice/,
  )
})

it('keys that are none are misuse, and not shown', () => {
  const { signingKey } = keyOf('a')
  expect(() => readVerifierKeys('keys', [peter, signingKey.reveal()])).toThrow(
    /^audit-chain: "keys\[1\]" must be an Ed25519 verifier key, name\+id\+base64, got other text$/,
  )
  expect(parseVerifierKey(signingKey.reveal())).toBeUndefined()
  expect(() => readVerifierKeys('keys', [])).toThrow(RangeError)
})
