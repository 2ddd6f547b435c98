import { defineConfig, loadConfig } from '@sallyport/config-validation'
import type { Secret } from '@sallyport/core'
import { expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { secretField } from './support/secret-field.ts'

const schema = z.object({
  port: z.int().default(1),
  tls: z.object({ cert: z.string(), list: z.array(z.object({ a: z.int() })) }).optional(),
})

it('has the types of the schema, readonly to their depths', () => {
  const { config } = loadConfig(defineConfig({ schema }))
  expectTypeOf(config).toEqualTypeOf<{
    readonly port: number
    readonly tls?:
      | { readonly cert: string; readonly list: readonly { readonly a: number }[] }
      | undefined
  }>()
  const definition = defineConfig({ schema: mini.object({ key: secretField() }) })
  expectTypeOf(loadConfig(definition).config.key).toEqualTypeOf<Secret>()
})

it('knows the paths of names, and the values of rules', () => {
  defineConfig({
    schema,
    names: { port: 'PORT', 'tls.cert': ['TLS_CERT', { former: 'CERT' }] },
    rules: (rule) => [
      rule(['port', 'tls.cert'], ([port, cert]) => {
        expectTypeOf(port).toEqualTypeOf<number>()
        expectTypeOf(cert).toEqualTypeOf<string>()
        return true
      }),
    ],
  })
  // @ts-expect-error no such path
  defineConfig({ schema, names: { 'tls.key': 'TLS_KEY' } })
})
