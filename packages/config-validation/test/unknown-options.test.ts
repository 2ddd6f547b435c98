import { defineConfig, envFile, loadConfig } from '@sallyport/config-validation'
import { awsSecrets } from '@sallyport/config-validation/aws'
import { generate } from '@sallyport/config-validation/generate'
import {
  checkRotation,
  environmentSecrets,
  fileSecrets,
} from '@sallyport/config-validation/secrets'
import { watchConfig } from '@sallyport/config-validation/watch'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'

const schema = z.object({})
const definition = defineConfig({ schema })
const none = {} as never

/** Who takes options, and one that there is not. */
const takers: Readonly<Record<string, readonly [wrong: string, call: (given: never) => unknown]>> =
  {
    defineConfig: ['file', defineConfig],
    envFile: ['optinal', (given) => envFile('.env', given)],
    // It would be taken for no profile, or for the variable's.
    loadConfig: ['profil', (given) => loadConfig(definition, given)],
    watchConfig: ['onReject', (given) => watchConfig(definition, given)],
    checkRotation: ['maxAge', (given) => checkRotation({}, given)],
    environmentSecrets: ['suffix', (given) => environmentSecrets({}, given)],
    fileSecrets: ['suffix', (given) => fileSecrets('/run/secrets', given)],
    awsSecrets: ['ttl', (given) => awsSecrets(none, given)],
    generate: ['env', (given) => generate(definition, given)],
  }

describe('an option that there is not is refused', () => {
  it.each(Object.entries(takers))('by %s()', (name, [wrong, call]) => {
    const known = `config-validation: ${name}\\(\\) takes only `
    expect(() => call({ [wrong]: undefined } as never)).toThrow(TypeError)
    expect(() => call({ [wrong]: undefined } as never)).toThrow(
      new RegExp(`^${known}\\w+(, \\w+)*, got "${wrong}"$`),
    )
  })
})
