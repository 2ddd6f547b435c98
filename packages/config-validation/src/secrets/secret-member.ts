import { type Secret, secret } from '@sallyport/core'

/**
 * One text of a secret that is a JSON object; undefined where it has none of that name.
 *
 * @throws Error, without the secret, when it is no such object.
 */
export function memberOf(whole: Secret, member: string, id: string): Secret | undefined {
  const object = parsed(whole.reveal())
  if (typeof object !== 'object' || object === null) {
    throw new Error(`config-validation: the secret ${id} is no JSON object, and has no members`)
  }
  const value = Object.hasOwn(object, member)
    ? (object as Record<string, unknown>)[member]
    : undefined
  if (value === undefined || value === '') return undefined
  if (typeof value === 'string') return secret(value)
  throw new Error(`config-validation: the member ${member} of the secret ${id} is no text`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What JSON.parse throws has a piece of the text in it.
    return undefined
  }
}
