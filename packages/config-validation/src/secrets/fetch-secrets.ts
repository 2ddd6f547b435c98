import type { Secret } from '@sallyport/core'
import type { LiveSecret } from '../fields/rotating-secret.ts'
import type { SecretSource } from './secret-source.ts'

/** Which secret a variable stands for: the one of that name, or the value before it. */
export type SecretName = string | { readonly previous: string }

/**
 * Fetched secrets by variable: what `secrets` of `loadConfig` takes. Its values are texts, and hidden
 * from printing and JSON; a secret that is not there is not in it.
 */
export type FetchedSecrets = Readonly<Record<string, string | undefined>>

/**
 * Fetches secrets, each once and all at a time, before the configuration is loaded. Give the names of
 * variables that the source knows by the same name, or say for each how the source calls it.
 *
 * @example
 * ```ts
 * import { environmentSecrets, fetchSecrets } from '@sallyport/config-validation/secrets'
 *
 * const source = environmentSecrets({ 'prod/api': '7c1e5a90d2b34f68', 'prod/api_OLD': 'd9f1c2a7b4e84c0f' })
 * const secrets = await fetchSecrets(source, {
 *   API_KEY: 'prod/api',
 *   API_KEY_OLD: { previous: 'prod/api' },
 * })
 * console.log(secrets.API_KEY_OLD, secrets) // prints: d9f1c2a7b4e84c0f {}
 * ```
 *
 * @throws Error, as a rejection, that names every secret which could not be fetched.
 */
export async function fetchSecrets(
  source: SecretSource,
  names: readonly string[] | Readonly<Record<string, SecretName>>,
): Promise<FetchedSecrets> {
  const wanted: (readonly [string, SecretName])[] = Array.isArray(names)
    ? names.map((name: string) => [name, name])
    : Object.entries(names)
  const ids = [...new Set(wanted.map(([, name]) => idOf(name)))]
  const answers = await Promise.allSettled(ids.map(async (id) => source.read(id)))
  const live = new Map<string, LiveSecret | undefined>()
  const failed: string[] = []
  for (const [i, answer] of answers.entries()) {
    const id = ids[i] as string
    if (answer.status === 'fulfilled') live.set(id, answer.value)
    else failed.push(`${id} (${kindOf(answer.reason)})`)
  }
  if (failed.length > 0) {
    throw new Error(`config-validation: secrets could not be fetched: ${failed.join(', ')}`)
  }
  const fetched = {}
  for (const [variable, name] of wanted) {
    const value = valueFor(live.get(idOf(name)), name)?.reveal()
    // Not enumerable: what prints an object, or makes JSON of it, passes over them.
    if (value !== undefined) Object.defineProperty(fetched, variable, { value })
  }
  return Object.freeze(fetched)
}

const idOf = (name: SecretName): string => (typeof name === 'string' ? name : name.previous)

const valueFor = (live: LiveSecret | undefined, name: SecretName): Secret | undefined =>
  typeof name === 'string' ? live?.current : live?.previous

/** Only what kind of error it is: what a client puts into its message is not known. */
function kindOf(error: unknown): string {
  return error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : 'failed'
}
