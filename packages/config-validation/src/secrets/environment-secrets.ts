import { demandOptions, secret } from '@sallyport/core'
import type { SecretSource } from './secret-source.ts'

/** How a source names the value before. */
export interface PreviousOptions {
  /** What follows a secret's name where the value before stands. @default '_OLD' */
  readonly previousSuffix?: string
}

/**
 * Secrets in environment variables: `API_KEY`, and `API_KEY_OLD` while it is replaced. An empty one is
 * none.
 *
 * @example
 * ```ts
 * import { environmentSecrets } from '@sallyport/config-validation/secrets'
 *
 * const source = environmentSecrets({ API_KEY: '7c1e5a90d2b34f68', API_KEY_OLD: 'd9f1c2a7b4e84c0f' })
 * const key = await source.read('API_KEY')
 * console.log(key?.previous?.reveal(), await source.read('OTHER')) // prints: d9f1c2a7b4e84c0f undefined
 * ```
 */
export function environmentSecrets(
  env: Readonly<Record<string, string | undefined>> = process.env,
  options: PreviousOptions = {},
): SecretSource {
  demandOptions('config-validation: environmentSecrets()', options, ['previousSuffix'])
  const { previousSuffix = '_OLD' } = options
  const valueIn = (name: string) => {
    const text = Object.hasOwn(env, name) ? env[name] : undefined
    return text ? secret(text) : undefined
  }
  return {
    async read(name) {
      const current = valueIn(name)
      const previous = valueIn(name + previousSuffix)
      return current && { current, ...(previous && { previous }) }
    },
  }
}
