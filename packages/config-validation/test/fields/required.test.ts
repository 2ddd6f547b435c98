import {
  defineConfig,
  type Field,
  fields,
  liveSecrets,
  loadConfig,
  port,
  requiredInProduction,
  requiredWhen,
  rotatingSecret,
  secret,
} from '@sallyport/config-validation'
import { secret as secretOf } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { issuesOf } from '../support/issues-of.ts'

describe('requiredWhen and requiredInProduction', () => {
  it('leave the schema optional, and say in the registry when there must be one', () => {
    const key = requiredWhen('airtable.enabled', secret({ help: 'The token.' }))
    expect(key.safeParse(undefined).success).toBe(true)
    const known = fields.get(key) as Field
    expect(known).toMatchObject({
      kind: 'secret',
      isSecret: true,
      help: 'The token.',
      required: { when: 'airtable.enabled' },
    })
    expect(fields.get(requiredInProduction(port()))?.required).toBe('production')
  })

  it('find the field inside wrappers', () => {
    const field = fields.get(requiredInProduction(z.nullable(port()))) as Field
    expect(field.kind).toBe('port')
  })

  it('take a list, of secrets too', () => {
    const signingKeys = requiredWhen('dir', z.array(secret()))
    const schema = z.object({ dir: z.optional(z.string()), signingKeys })
    const definition = defineConfig({ schema })
    const load = (env: Record<string, string>) => loadConfig(definition, { env })
    expect(load({}).config.signingKeys).toBeUndefined()
    expect(issuesOf(() => load({ DIR: 'log' }))).toMatchObject([
      { path: 'signingKeys', code: 'required_when', fix: 'set SIGNING_KEYS or SIGNING_KEYS_FILE' },
    ])
    const SIGNING_KEYS = '7c1e5a90d2b34f6889ab0c1d,d9f1c2a7b4e84c0f9a3b5d6e'
    const { config, explain } = load({ DIR: 'log', SIGNING_KEYS })
    expect(config.signingKeys?.map((one) => one.reveal())).toEqual(SIGNING_KEYS.split(','))
    expect(explain('signingKeys').offers[0]?.shown).toBe('[secret]')
  })

  it('refuse what is no field, what is never missing, and a path that is none', () => {
    expect(() => requiredInProduction(z.string())).toThrow(/takes a field of this package/)
    expect(() => requiredInProduction(port({ default: 80 }))).toThrow(/got one with a default/)
    expect(() => requiredWhen('', port())).toThrow(TypeError)
  })
})

describe('rotatingSecret', () => {
  const fresh = secretOf('7c1e5a90d2b34f6889ab0c1d')
  const old = secretOf('d9f1c2a7b4e84c0f9a3b5d6e')

  it('has one value or two, the current one first', () => {
    const key = rotatingSecret({ minLength: 16, help: 'Signs the sessions.' })
    const ids = (value: unknown) => liveSecrets(key.parse(value)).map(({ id }) => id)
    expect(ids({ current: fresh })).toEqual(['current'])
    expect(ids({ current: fresh, previous: old })).toEqual(['current', 'previous'])
    expect(ids({ current: fresh, previous: secretOf(fresh.reveal()) })).toEqual(['current'])
    expect(key.safeParse({ previous: old }).success).toBe(false)
    expect(fields.get(key.shape.previous._zod.def.innerType)?.help).toBe(
      'Signs the sessions: the one before, while it is replaced.',
    )
  })
})
