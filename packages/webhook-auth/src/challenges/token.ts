import type { GuardRequest } from '@sallyport/core'
import { answered, type ChallengeVerdict, refused } from './challenge.ts'

// Nothing that a browser could read as markup or as a program, and no JSON.
const tokenForm = /^[\w .~+/=:-]{1,512}$/

/** Whether it may be echoed: what senders write tokens with. */
export const isToken = (text: unknown): text is string =>
  typeof text === 'string' && tokenForm.test(text)

/** The token itself, as plain text. */
export const echo = (token: unknown): ChallengeVerdict =>
  isToken(token)
    ? answered({
        status: 200,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: token,
      })
    : refused('challenge_malformed')

// Longer than any challenge's; what is longer is none.
const longestUrl = 8_192

/** The parameters of a request's query. */
export function queryOf({ url }: GuardRequest): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start < 0 || url.length > longestUrl ? '' : url.slice(start + 1))
}

/** The one value of a parameter; undefined where there is none, or more than one. */
export function only(values: readonly string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined
}
