import {
  type DeclaredScheme,
  defineScheme,
  type MacName,
  type Scheme,
  verifier,
} from '@sallyport/webhook-auth'
import { mailgunForm } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { everyMade } from '../support/every-scheme.ts'

/** The words that the engine takes for a field of a scheme: whatever it refuses, it names them. */
function wordsOf(name: 'mac' | 'encoding' | 'secret', of: Partial<DeclaredScheme> = {}): string[] {
  const odd = { ...declared, ...of, [name]: 'odd' } as DeclaredScheme
  try {
    defineScheme(odd)
  } catch (error) {
    const [, words = ''] = /to be one of ([^"]*), got/.exec(String(error)) ?? []
    return words.split(/[\s,]+/).filter((word) => word !== '')
  }
  return []
}

const declared: DeclaredScheme = {
  id: 'acme',
  sender: 'Acme',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x' },
  signed: '{body}',
  source: 'https://acme.example/docs',
  evidence: 'documentation',
}
const ofEach = (name: 'encoding' | 'secret'): readonly string[] =>
  wordsOf('mac').flatMap((mac) =>
    wordsOf(name, { mac: mac as MacName, encoding: mac === 'token' ? 'text' : 'hex' }),
  )

describe('no word of the engine is without a sender', () => {
  it.each([
    ['macs', wordsOf('mac'), ({ mac }: Scheme) => mac],
    ['encodings', ofEach('encoding'), ({ encoding }: Scheme) => encoding],
    ['forms', ofEach('secret'), ({ secret }: Scheme) => secret],
  ] as const)('of its %s', (_name, words, wordOf) => {
    expect(new Set(words).size).toBeGreaterThan(3)
    expect(new Set(everyMade.map(wordOf))).toEqual(new Set(words))
  })
})

describe('mailgun, of a form', () => {
  // rails/rails, actionmailbox/test/controllers/ingresses/mailgun/inbound_emails_controller_test.rb
  const form = new URLSearchParams({
    timestamp: '1539112500',
    token: '7VwW7k6Ak7zcTwoSoNm7aTtbk1g67MKAnsYLfUB7PdszbgR5Xi',
    signature: 'ef24c5225322217bb065b80bb54eb4f9206d764e3e16abab07f0a64d1cf477cc',
    'body-mime': 'From: a@example.com',
  })
  const check = verifier(mailgunForm, {
    secrets: 'tbsy84uSV1Kt3ZJZELY2TmShPRs91E3yL4tzf96297vBCkDWgL',
    clock: () => 1_539_112_500_000,
  })

  it('is what the tests of Rails have', () => {
    expect(check({ headers: {}, body: `${form}` })).toMatchObject({
      ok: true,
      value: { covers: 'none', deliveryId: form.get('token') },
    })
  })

  it('is refused with another token, or two', () => {
    const other = `${form}`.replace('7VwW7k6A', '7VwW7k6B')
    expect(check({ headers: {}, body: other })).toMatchObject({ reason: 'signature_wrong' })
    const twice = `${form}&signature=00`
    expect(check({ headers: {}, body: twice })).toMatchObject({ reason: 'signature_repeated' })
  })
})
