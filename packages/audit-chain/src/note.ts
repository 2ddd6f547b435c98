import { decodeBase64, encodeBase64 } from './base64.ts'
import {
  isKeyName,
  type NoteKey,
  type NoteSigner,
  type NoteVerifier,
  parseVerifierKey,
} from './note-key.ts'
import { type Unproven, unproven } from './unproven.ts'

/** A line of a note that says who signed it. Proves nothing until it is verified. */
export interface NoteSignature extends NoteKey {
  readonly signature: Uint8Array
}

/** A note that was read, and not verified. */
export interface Note {
  /** What is signed, its last newline with it. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** A note that a known key has signed. */
export interface OpenedNote {
  readonly ok: true
  readonly text: string
  /** The known keys that have signed it, each once. */
  readonly signedBy: readonly NoteKey[]
}

// The specification demands 16 at least; a signature after quantum computers has nearly 5 kB.
const mostSignatures = 100
const mostBytes = 1_000_000

/** Reads a note (C2SP signed-note); none where it is not one to the letter. */
export function parseNote(note: string | Uint8Array): Note | undefined {
  const all = typeof note === 'string' ? note : utf8(note)
  if (all === undefined || !isNoteText(all) || Buffer.byteLength(all) > mostBytes) return undefined
  // The text may have empty lines, the signatures none: the last one parts them.
  const end = all.lastIndexOf('\n\n')
  if (end < 0) return undefined
  const lines = all.slice(end + 2, -1).split('\n', mostSignatures + 1)
  if (lines.length > mostSignatures) return undefined
  const signatures = lines.map(signatureOf)
  if (!signatures.every((one) => one !== undefined)) return undefined
  return { text: all.slice(0, end + 1), signatures }
}

/**
 * Opens a note. Signatures of keys that are not known are passed over: so keys change, and witnesses
 * sign. One bad signature of a known key refuses the note, whoever else has signed it.
 */
export function openNote(
  note: string | Uint8Array,
  verifiers: readonly NoteVerifier[],
): OpenedNote | Unproven {
  const read = parseNote(note)
  if (!read) return unproven('malformed')
  const { text, signatures } = read
  const bytes = Buffer.from(text)
  const known = new Map(verifiers.map((verifier) => [keyOf(verifier), verifier]))
  const signers = new Map<string, NoteKey>()
  for (const one of signatures) {
    const verifier = known.get(keyOf(one))
    if (!verifier) continue
    if (!verifier.verify(bytes, one.signature)) return unproven('wrong')
    signers.set(keyOf(one), { name: one.name, id: one.id })
  }
  if (signers.size === 0) return unproven('unverifiable')
  return { ok: true, text, signedBy: [...signers.values()] }
}

/**
 * Writes a note with a signature of each, in their order: while a key changes, the old one's and the new
 * one's. What each gives is verified before it goes out.
 */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  if (!isNoteText(text)) {
    throw new TypeError(
      'audit-chain: the text of a note must end in a newline and have no control character but that, got other text',
    )
  }
  const verifiers = readVerifierKeys(
    'signers',
    signers.map(({ verifierKey }) => verifierKey),
  )
  const message = Buffer.from(text)
  const lines = await Promise.all(
    verifiers.map(async (verifier, i) => {
      const signature = await (signers[i] as NoteSigner).sign(message)
      if (verifier.verify(message, signature)) return lineOf({ ...verifier, signature })
      throw new Error(`audit-chain: a signature of "${verifier.name}" does not verify with its key`)
    }),
  )
  return `${text}\n${lines.join('')}`
}

/** Reads the verifier keys of an option; throws where there is none, or one is none, or comes twice. */
export function readVerifierKeys(option: string, keys: readonly string[]): readonly NoteVerifier[] {
  if (keys.length < 1 || keys.length > mostSignatures) {
    throw new RangeError(
      `audit-chain: "${option}" must be 1 to ${mostSignatures} keys, got ${keys.length}`,
    )
  }
  const verifiers = keys.map((text, i) => {
    const verifier = parseVerifierKey(text)
    if (verifier) return verifier
    // Not shown: it may be the signing key.
    throw new TypeError(
      `audit-chain: "${option}[${i}]" must be an Ed25519 verifier key, name+id+base64, got other text`,
    )
  })
  const twice = verifiers.find(
    (one, i) => verifiers.findIndex((it) => keyOf(it) === keyOf(one)) < i,
  )
  if (!twice) return verifiers
  throw new TypeError(`audit-chain: "${option}" must have each key once, got ${keyOf(twice)} twice`)
}

/** Compared to the letter, and unambiguous: a name has no plus. */
const keyOf = ({ name, id }: NoteKey): string => `${name}+${id}`

/** UTF-8 with no control character but the newline, which ends it. */
const isNoteText = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.endsWith('\n') && !/[\p{Surrogate}\x00-\x09\x0b-\x1f]/u.test(text)

function utf8(bytes: Uint8Array): string | undefined {
  if (bytes.length > mostBytes) return undefined
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const lineOf = ({ name, id, signature }: NoteSignature): string =>
  `— ${name} ${encodeBase64(Buffer.concat([Buffer.from(id, 'hex'), signature]))}\n`

function signatureOf(line: string): NoteSignature | undefined {
  const [dash, name = '', base64 = '', ...more] = line.split(' ')
  const bytes = decodeBase64(base64)
  if (dash !== '—' || more.length > 0 || !isKeyName(name)) return undefined
  if (bytes === undefined || bytes.length < 5) return undefined
  const id = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  return { name, id, signature: bytes.subarray(4) }
}
