import { controls, operationalFlags, settingsSource } from '@sallyport/controls'
import { settingsFromEnv } from '@sallyport/controls/env'
import { describe, expect, it } from 'vitest'

const help = 'It helps.'
const text = { kind: 'text', default: '', help }

describe('a definition', () => {
  it.each<[unknown, string]>([
    [undefined, '"definition" must be flags by name'],
    [{ Loud: text }, 'needs a snake_case name'],
    [{ 'a-b': text }, 'needs a snake_case name'],
    [JSON.parse('{"__proto__":{}}'), 'needs a snake_case name'],
    [{ ['x'.repeat(65)]: text }, 'needs a snake_case name'],
    [{ a: true }, 'must be an object, got true'],
    [{ a: { ...text, kind: 'string' } }, 'must have a "kind" of boolean, number, text, choice'],
    [{ a: { ...text, kind: 'toString' } }, 'must have a "kind"'],
    [{ a: { ...text, help: '' } }, 'needs a "help"'],
    [{ a: { ...text, min: 1 } }, 'takes only kind, default, help, maxLength, got "min"'],
    [{ a: { ...text, default: 1 } }, 'has a "default" that must be text'],
    [{ a: { ...text, maxLength: Number.NaN } }, 'cannot lie within NaN'],
    [{ a: { kind: 'boolean', default: 0, help } }, 'has a "default" that must be true or false'],
    [{ a: { kind: 'number', default: 5, min: 6, help } }, 'a finite number from 6, got 5'],
    [{ a: { kind: 'number', default: 5, max: 4, help } }, 'a finite number of at most 4, got 5'],
    [{ a: { kind: 'number', default: Number.NaN, help } }, 'a finite number, got NaN'],
    [{ a: { kind: 'choice', default: 'a', choices: [], help } }, 'is none of its "choices"'],
    [{ a: { kind: 'choice', default: 'a', choices: 'abc', help } }, 'is none of its "choices"'],
    [{ a: { kind: 'choice', default: 'a', choices: ['b'], help } }, 'one of b, got "a"'],
  ])('%# is refused: %s', (definition, message) => {
    expect(() => controls({ definition: definition as never })).toThrow(message)
  })

  it('is the caller’s no more', () => {
    const definition = { ...operationalFlags }
    const flags = controls({ definition })
    ;(definition as Record<string, unknown>).verbose_logging = undefined
    expect(flags.definition.verbose_logging.default).toBe(false)
    expect(Object.isFrozen(flags.definition.verbose_logging)).toBe(true)
    flags.close()
  })

  it('nor are its choices', async () => {
    const choices = ['old', 'new']
    const flags = controls({ definition: { a: { kind: 'choice', choices, default: 'old', help } } })
    choices.push('other')
    const set = await flags.set('a', 'other', {
      actor: { kind: 'user', id: 'ada' },
      why: 'ticket 7',
    })
    expect(set).toMatchObject({ ok: false, reason: 'invalid_value' })
    expect(Object.isFrozen(flags.definition.a.choices)).toBe(true)
    flags.close()
  })
})

describe('controls()', () => {
  const definition = operationalFlags
  it.each<[object | undefined, string]>([
    [undefined, 'takes options by name, got undefined'],
    [{ definition, source: {} }, '"source" must have read(), got an object'],
    [{ definition, pollMs: 0 }, '"pollMs" must be an integer from 1'],
    [{ definition, timeoutMs: 60_001 }, '"timeoutMs" must be an integer from 1 to 60000'],
    [{ definition, defaults: {} }, 'takes only definition'],
  ])('of %j is refused', (options, message) => {
    expect(() => controls(options as never)).toThrow(message)
  })

  it('settings that are none are refused', () => {
    expect(() => settingsSource(null as never)).toThrow('"settings" must be values by name')
    expect(() => settingsSource([] as never)).toThrow('"settings" must be values by name')
  })
})

describe('settingsFromEnv', () => {
  it('takes no other options', () => {
    expect(() => settingsFromEnv(operationalFlags, {}, { prefx: 'APP_' } as never)).toThrow(
      'settingsFromEnv() takes only prefix, got "prefx"',
    )
  })

  it('reads what is there, and only what flags are called', () => {
    const env = {
      ...{ MAINTENANCE_MODE: '1', VERBOSE_LOGGING: 'false', RATE_LIMIT_PER_MINUTE: '60' },
      ...{ MAINTENANCE_MESSAGE: '', OTHER: 'x' },
    }
    expect(settingsFromEnv(operationalFlags, env)).toEqual({
      ...{ maintenance_mode: true, verbose_logging: false, rate_limit_per_minute: 60 },
    })
    expect(settingsFromEnv(operationalFlags, env, { prefix: 'APP_' })).toEqual({})
  })

  it.each(['0x10', '1e3', ' 60', '60 ', '+60', '060', '60.5', '0', 'NaN', 'secret'])(
    'refuses the number %j, without showing it',
    (given) => {
      const env = { RATE_LIMIT_PER_MINUTE: given, VERBOSE_LOGGING: 'yes' }
      expect(() => settingsFromEnv(operationalFlags, env)).toThrow(
        new RangeError(
          'controls: the environment gives no valid RATE_LIMIT_PER_MINUTE, VERBOSE_LOGGING',
        ),
      )
    },
  )
})
