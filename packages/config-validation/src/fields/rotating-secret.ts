import type { Secret } from '@sallyport/core'
import * as z from 'zod/mini'
import { type SecretOptions, secret } from './secret.ts'

/** One secret while it changes: what is sent, and what is still accepted. */
export interface LiveSecret {
  readonly current: Secret
  /** The one before, until nobody uses it any more. */
  readonly previous?: Secret | undefined
}

/** What {@link rotatingSecret} returns: a section with two secrets. */
export type RotatingSecret = z.ZodMiniObject<
  { current: z.ZodMiniType<Secret>; previous: z.ZodMiniOptional<z.ZodMiniType<Secret>> },
  z.core.$strip
>

/**
 * A secret that may have two live values: `current`, and `previous` while it is replaced. Both are
 * leaves of their own; `names` gives them the names your deployments have, such as `API_KEY` and
 * `API_KEY_OLD`.
 *
 * @example
 * ```ts
 * import { secret } from '@sallyport/core'
 * import { liveSecrets, rotatingSecret } from '@sallyport/config-validation'
 *
 * const key = rotatingSecret({ minLength: 16 }).parse({
 *   current: secret('7c1e5a90d2b34f6889ab0c1d'),
 *   previous: secret('d9f1c2a7b4e84c0f9a3b5d6e'),
 * })
 * console.log(liveSecrets(key).map(({ id }) => id)) // prints: [ 'current', 'previous' ]
 * ```
 */
export function rotatingSecret(options: Omit<SecretOptions, 'default'> = {}): RotatingSecret {
  const { help = 'The secret', example: _, ...others } = options
  const before = `${help.replace(/\.$/, '')}: the one before, while it is replaced.`
  return z.object({
    current: secret(options),
    previous: z.optional(secret({ ...others, help: before })),
  })
}

/**
 * The values that are accepted now, the one to send first: what `secrets` of
 * `@sallyport/webhook-auth` takes. The same value twice is one.
 */
export function liveSecrets({
  current,
  previous,
}: LiveSecret): readonly { readonly id: 'current' | 'previous'; readonly value: Secret }[] {
  const only = [{ id: 'current', value: current }] as const
  if (previous === undefined || previous.reveal() === current.reveal()) return only
  return [...only, { id: 'previous', value: previous }]
}
