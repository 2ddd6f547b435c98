import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { demandOptions, type Secret, secret } from '@sallyport/core'
import type { PreviousOptions } from './environment-secrets.ts'
import type { SecretSource } from './secret-source.ts'

/**
 * Secrets in the files of a folder, one each, as Kubernetes and Docker mount them: `API_KEY`, and
 * `API_KEY_OLD` while it is replaced. Read anew each time; one line break at the end does not belong to
 * the value, and an empty file is none.
 *
 * @throws TypeError, when read, for a name that is no plain file name.
 */
export function fileSecrets(folder: string, options: PreviousOptions = {}): SecretSource {
  demandOptions('config-validation: fileSecrets()', options, ['previousSuffix'])
  const { previousSuffix = '_OLD' } = options
  return {
    async read(name) {
      const [current, previous] = await Promise.all([
        valueIn(folder, name),
        valueIn(folder, name + previousSuffix),
      ])
      return current && { current, ...(previous && { previous }) }
    },
  }
}

class NoFile extends Error {}

/** More than any secret. */
const most = 1024 * 1024

// Neither up nor down: the name may come from a configuration.
const plain = /^\w[\w.-]{0,254}$/

async function valueIn(folder: string, name: string): Promise<Secret | undefined> {
  if (!plain.test(name)) {
    throw new TypeError(
      'config-validation: fileSecrets() reads plain file names of A-Z, 0-9, _, . and -',
    )
  }
  const path = join(folder, name)
  try {
    const found = await stat(path)
    // A pipe would be waited for, a device may have no end.
    if (!found.isFile()) throw new NoFile('it is no file')
    if (found.size > most) throw new NoFile('it is larger than 1 MiB')
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
    const value = text.replace(/\r?\n$/, '')
    return value === '' ? undefined : secret(value)
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === 'ENOENT') return undefined
    const why = error instanceof NoFile ? error.message : String(code)
    throw new Error(`config-validation: the secret's file ${path} cannot be read (${why})`)
  }
}
