import type { BodyVerdict } from './body.ts'
import type { Denied } from './verdict.ts'

/**
 * A body that is read once, and given to whoever asks, within the limit of each. What a smaller limit
 * refused is read again.
 */
export function boundedBody(
  read: (limit: number) => Promise<BodyVerdict>,
  tooLarge: Denied<'body_too_large'>,
): (limit: number) => Promise<BodyVerdict> {
  const again = (limit: number) => (got: BodyVerdict) =>
    !got.ok && got.reason === 'body_too_large' ? read(limit) : got
  let known: Promise<BodyVerdict> | undefined
  let most = -1
  return async (limit) => {
    if (limit > most) {
      most = limit
      known = known === undefined ? read(limit) : known.then(again(limit))
    }
    const got = await (known as Promise<BodyVerdict>)
    return got.ok && got.value.length > limit ? tooLarge : got
  }
}
