import type { SecretForm } from '../mac.ts'
import { isShared } from '../secret-form.ts'
import type { CauseName } from './causes.ts'
import type { Hypothesis, KeyText } from './hypothesis.ts'

/** Secrets by name, as the caller has them. */
export type NamedTexts = readonly (readonly [name: string, text: string])[]

type Tried = readonly [detail: string, text: string, form?: SecretForm]

/** Secrets that are read wrongly, or are not the one. */
export const secretHypotheses = (
  previous: NamedTexts,
  others: NamedTexts,
): readonly Hypothesis[] => [
  each('secret_whitespace', 1, whitespace),
  each('secret_encoding', 1, forms),
  instead('secret_previous', previous, (name) => `it is signed with ${name}`),
  instead('secret_of_another', others, (name) => `it is signed with the secret of ${name}`),
  each('secret_prefix', 2, prefixes),
  each('secret_quoted', 2, quotes),
  each('secret_case', 3, cases),
]

/** What may be wrong with each of the secrets. */
const each = (
  cause: CauseName,
  level: Hypothesis['level'],
  texts: (key: KeyText, isPublic: boolean) => Iterable<Tried>,
): Hypothesis => ({
  group: 'secret',
  level,
  *tries({ keys, scheme }) {
    if (scheme.mac === 'token' && cause === 'secret_encoding') return
    const isPublic = !isShared(scheme.mac)
    for (const key of keys) {
      for (const [how, text, form] of texts({ form: scheme.secret, ...key }, isPublic)) {
        if (text === '') continue
        const made = { ...key, text, ...(form !== undefined && { form }) }
        yield { cause, detail: `of "${key.id}": ${how}`, now: { keys: [made] } }
      }
    }
  },
})

const instead = (
  cause: CauseName,
  texts: NamedTexts,
  detail: (name: string) => string,
): Hypothesis => ({
  group: 'secret',
  level: 1,
  *tries() {
    for (const [name, text] of texts) {
      const key = { id: name, text, notBefore: -Infinity, notAfter: Infinity }
      yield { cause, detail: detail(name), now: { keys: [key] } }
    }
  },
})

const whitespace = ({ text }: KeyText, isPublic: boolean): readonly Tried[] => [
  ['the sender has it without white space around it', text.trim()],
  ['the sender has a newline at its end', `${text}\n`],
  ['the sender has \\r\\n at its end', `${text}\r\n`],
  ['the sender has a space at its end', `${text} `],
  ...(isPublic
    ? ([['\\n in it are newlines', text.replaceAll('\\n', '\n')]] as readonly Tried[])
    : []),
]

function* forms({ text, form }: KeyText, isPublic: boolean): Iterable<Tried> {
  const all: readonly SecretForm[] = isPublic
    ? ['pem', 'spki', 'ed25519-hex', 'whpk']
    : ['utf8', 'base64', 'hex', 'whsec']
  for (const other of all) {
    if (other !== form)
      yield [`the key is made as of the form "${other}", not "${form}"`, text, other]
  }
  if (isPublic) return
  if (/[-_]/.test(text)) {
    const url = text
      .replace(/^whsec_/, '')
      .replaceAll('-', '+')
      .replaceAll('_', '/')
    const padded = url.padEnd(Math.ceil(url.length / 4) * 4, '=')
    yield ['the key is decoded from base64url', padded, 'base64']
  }
  const bytes = Buffer.from(text)
  yield ['the key is the text in hex', bytes.toString('hex'), 'utf8']
  yield ['the key is the text in base64', bytes.toString('base64'), 'utf8']
}

function* prefixes({ text }: KeyText): Iterable<Tried> {
  const bare = text.replace(/^(v1,)?whsec_/, '')
  const isOther = bare === text
  if (!isOther) yield ['the sender signs without the prefix', bare]
  else yield ['the sender signs with "whsec_" before it', `whsec_${text}`]
  const found = /^[A-Za-z0-9]{1,10}[_,:-](.+)$/.exec(text)
  if (found) yield ['the sender signs without the prefix', found[1] as string]
}

function* quotes({ text }: KeyText): Iterable<Tried> {
  const [, , inner] = /^\s*(["'`])(.+)\1\s*$/s.exec(text) ?? []
  if (inner !== undefined) yield ['quotes around it are not part of it', inner]
  yield ["the sender's has double quotes around it", `"${text}"`]
  yield ["the sender's has single quotes around it", `'${text}'`]
}

const cases = ({ text }: KeyText): readonly Tried[] => [
  ['the sender has it in lower case', text.toLowerCase()],
  ['the sender has it in capitals', text.toUpperCase()],
]
