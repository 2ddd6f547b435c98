import { deepStrictEqual } from 'node:assert'
import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { format, inspect } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { isSecret, type Secret, secret } from '@sallyport/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anotherCopy } from './support/copies.ts'

type Any = Secret<string | Uint8Array>

/** What a console of Node prints. */
function printed(print: (to: Console) => void): string {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  print(new Console({ stdout: stream, stderr: stream }))
  return text
}

const messageOf = (run: () => unknown): string => {
  try {
    run()
    return 'nothing thrown'
  } catch (error) {
    return (error as Error).message
  }
}

/** Every way out of a value that somebody may take without meaning to. */
const printers: Readonly<Record<string, (hidden: Any) => string>> = {
  String: (hidden) => String(hidden),
  template: (hidden) => `${hidden}`,
  concatenation: (hidden) => `a${hidden}b`.concat(hidden as never),
  'list.join': (hidden) => [hidden, hidden].join(),
  'a property’s name': (hidden) => Object.keys({ [hidden as never]: 1 }).join(),
  encodeURIComponent: (hidden) => encodeURIComponent(hidden as never),
  URLSearchParams: (hidden) => new URLSearchParams({ hidden: hidden as never }).toString(),
  'Symbol description': (hidden) => Symbol(hidden as never).toString(),
  JSON: (hidden) => JSON.stringify(hidden),
  'JSON, nested': (hidden) => JSON.stringify({ list: [{ hidden }] }, null, 2),
  'JSON with a replacer': (hidden) => JSON.stringify({ hidden }, (_key, value) => value),
  inspect: (hidden) => inspect(hidden),
  'inspect, all of it': (hidden) =>
    inspect(
      { deep: [{ hidden }] },
      { showHidden: true, depth: null, showProxy: true, getters: true },
    ),
  'inspect without custom inspection': (hidden) =>
    inspect(hidden, { customInspect: false, showHidden: true, getters: true, depth: null }),
  'inspect of its prototype': (hidden) =>
    inspect(Object.getPrototypeOf(hidden), { customInspect: false, showHidden: true, depth: null }),
  'inspect of a proxy': (hidden) => inspect(new Proxy(hidden, {}), { showProxy: true }),
  'inspect of a map and a set': (hidden) =>
    inspect([new Map([[hidden, hidden]]), new Set([hidden])], { showHidden: true, depth: null }),
  'format %s': (hidden) => format('%s', hidden),
  'format %o': (hidden) => format('%o', hidden),
  'format %O': (hidden) => format('%O', { hidden }),
  'format %j': (hidden) => format('%j', hidden),
  'format %d': (hidden) => format('%d %i %f', hidden, hidden, hidden),
  'format, the rest': (hidden) => format('and', hidden, { hidden }),
  'console.log': (hidden) => printed((to) => to.log('a %s b', hidden, hidden, { hidden })),
  'console.dir': (hidden) => printed((to) => to.dir(hidden, { showHidden: true })),
  'console.table': (hidden) => printed((to) => to.table([{ hidden }])),
  'console.error': (hidden) => printed((to) => to.error(hidden)),
  'an error’s message': (hidden) => new Error(`cannot use ${hidden}`).message,
  'an error’s cause': (hidden) => inspect(new Error('no', { cause: hidden }).cause),
  'an error’s cause, nested': (hidden) =>
    inspect(Object.assign(new Error('no', { cause: { hidden } }), { stack: 'no' })),
  'an error’s property': (hidden) =>
    inspect(Object.assign(new Error('no'), { stack: 'no', hidden })),
  'a type error': (hidden) => messageOf(() => (hidden as never as () => void)()),
  'a failed assertion': (hidden) => messageOf(() => deepStrictEqual(hidden, { hidden: 1 })),
  structuredClone: (hidden) => inspect(structuredClone({ hidden }), { showHidden: true }),
  'v8.serialize': (hidden) => serialize({ hidden }).toString('latin1'),
  'v8.deserialize': (hidden) => JSON.stringify(deserialize(serialize(hidden))),
  'Object.keys': (hidden) => Object.keys(hidden).join(),
  'Object.entries': (hidden) => JSON.stringify(Object.entries(hidden)),
  'Reflect.ownKeys': (hidden) => Reflect.ownKeys(hidden).map(String).join(),
  'own property descriptors': (hidden) => inspect(Object.getOwnPropertyDescriptors(hidden)),
  'for in': (hidden) => {
    const names: string[] = []
    for (const name in hidden) names.push(name)
    return names.join()
  },
  spread: (hidden) => inspect({ ...hidden }, { showHidden: true, customInspect: false }),
  'Object.assign': (hidden) => JSON.stringify(Object.assign({}, hidden)),
  destructuring: (hidden) => {
    const { ...rest } = hidden
    return inspect(rest, { showHidden: true })
  },
  'its value': (hidden) => inspect(hidden.valueOf()),
  'Object.prototype.toString': (hidden) => Object.prototype.toString.call(hidden),
  'its text in a locale': (hidden) => (hidden as object).toLocaleString(),
}

describe('secret', () => {
  it('reveals what it hides, and only when asked', () => {
    expect(secret('correct horse').reveal()).toBe('correct horse')
    const bytes = new Uint8Array([1, 2, 3])
    expect(secret(bytes).reveal()).toBe(bytes)
    expect(secret('').reveal()).toBe('')
  })

  it('reads [secret]', () => {
    const hidden = secret('correct horse')
    expect(String(hidden)).toBe('[secret]')
    expect(`${hidden}`).toBe('[secret]')
    expect(inspect(hidden)).toBe('[secret]')
    expect(inspect({ hidden })).toBe('{ hidden: [secret] }')
    expect(JSON.stringify({ hidden })).toBe('{"hidden":"[secret]"}')
  })

  it('has nothing of its own', () => {
    const hidden = secret('correct horse')
    expect(Reflect.ownKeys(hidden)).toEqual([])
    expect({ ...hidden }).toEqual({})
    expect(Object.getOwnPropertyDescriptors(hidden)).toEqual({})
  })

  it('cannot be made to print', () => {
    const hidden = secret('correct horse')
    expect(() => Object.assign(hidden, { toJSON: () => hidden.reveal() })).toThrow(TypeError)
    expect(() => Object.defineProperty(hidden, 'toString', { value: hidden.reveal })).toThrow(
      TypeError,
    )
    expect(JSON.stringify([hidden])).toBe('["[secret]"]')
  })

  it('cannot be revealed by way of another object', () => {
    const { reveal } = secret('correct horse')
    expect(() => reveal.call({})).toThrow(TypeError)
    expect(() => new Proxy(secret('correct horse'), {}).reveal()).toThrow(TypeError)
    expect(() => structuredClone(secret('correct horse')).reveal()).toThrow(TypeError)
  })
})

describe('what is printed does not depend on the value', () => {
  const other = secret('something else')
  const value = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.uint8Array(),
    fc.constantFrom('[secret]', '', '%s', '__proto__', '\u2028'),
  )

  it.each(Object.entries(printers))('%s', (_how, print) => {
    fc.assert(
      fc.property(value, (hidden) => {
        expect(print(secret(hidden))).toBe(print(other))
      }),
    )
  })
})

describe('isSecret', () => {
  it('knows a secret', () => {
    expect(isSecret(secret('a'))).toBe(true)
    expect(isSecret(secret(new Uint8Array()))).toBe(true)
  })

  it.each([undefined, null, '', '[secret]', 0, true, {}, [], () => {}, new Uint8Array()])(
    'does not take %j for one',
    (value) => {
      expect(isSecret(value)).toBe(false)
    },
  )

  it('does not take what is left of one for one', () => {
    expect(isSecret({ ...secret('a') })).toBe(false)
    expect(isSecret(structuredClone(secret('a')))).toBe(false)
    expect(isSecret(JSON.parse(JSON.stringify(secret('a'))))).toBe(false)
  })

  it('knows the secrets of another copy of this package', async () => {
    const other = await anotherCopy()
    expect(other.secret).not.toBe(secret)
    expect(isSecret(other.secret('a'))).toBe(true)
    expect(other.isSecret(secret('a'))).toBe(true)
  })
})
