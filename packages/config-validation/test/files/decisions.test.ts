import type { FileFormat } from '@sallyport/config-validation'
import { json5File } from '@sallyport/config-validation/json5'
import { jsoncFile } from '@sallyport/config-validation/jsonc'
import { tomlFile } from '@sallyport/config-validation/toml'
import { yamlFile } from '@sallyport/config-validation/yaml'
import { describe, expect, it } from 'vitest'

const { format: yaml } = yamlFile('a')
const { format: toml } = tomlFile('a')
const { format: jsonc } = jsoncFile('a')
const { format: json5 } = json5File('a')

/** What a text says, or `line:column` and why it says nothing. */
const said = (format: FileFormat, text: string): unknown => {
  const parsed = format.parse(text)
  if (parsed.ok) return parsed.value
  return `${parsed.at?.line}:${parsed.at?.column} ${parsed.fault}`
}

describe('YAML', () => {
  it.each([
    ['a: yes\nb: no\nc: On', { a: 'yes', b: 'no', c: 'On' }],
    ['a: 2026-11-21\nb: 12:30:45', { a: '2026-11-21', b: '12:30:45' }],
    ['a: 0o17\nb: 017\nc: 1_000\nd: 1e3\ne: 0x1F', { a: 15, b: 17, c: '1_000', d: 1000, e: 31 }],
    ['a: ~\nb:\nc: null\nd: ""', { a: null, b: null, c: null, d: '' }],
    ['1: a\ntrue: b\nnull: c', { 1: 'a', true: 'b', null: 'c' }],
    ['a: &x {b: [1]}\nc: *x', { a: { b: [1] }, c: { b: [1] } }],
    ['"<<": 1', { '<<': 1 }],
    ['a: !!str 1\nb: !!int "2"', { a: '1', b: 2 }],
    ['', {}],
    ['# nothing yet\n', {}],
    ['---\n', {}],
    ['null', null],
    ['""', ''],
    ['- 1', [1]],
    ['9007199254740991', 9007199254740991],
  ])('%j says %j', (text, value) => expect(said(yaml, text)).toEqual(value))

  it.each([
    ['a: 1\nb: 2\na: 3', '3:1 the same name stands here for the second time'],
    ['a: {b: 1, "b": 2}', '1:11 the same name stands here for the second time'],
    ['a: 9007199254740993', '1:4 an integer is too large to be exact: write it as text'],
    ['a: [0, 0x20000000000001]', '1:8 an integer is too large to be exact: write it as text'],
    ['a: .nan', '1:4 a number must be finite: leave it out, or name another'],
    ['a: -.Inf', '1:4 a number must be finite: leave it out, or name another'],
    ['a: &b {c: 1}\nd:\n  <<: *b', '3:3 a merge key (<<) is not of YAML 1.2: repeat the keys'],
    ['a: !env HOME', '1:4 a tag is not of the core schema: leave it out'],
    ['a: !!binary aGk=', '1:4 a tag is not of the core schema: leave it out'],
    ['a: !!timestamp 2026-11-21', '1:4 a tag is not of the core schema: leave it out'],
    ['a: 1\n---\na: 2', '2:1 a second document begins: a file has one'],
    ['%YAML 1.1\n---\na: yes', '1:1 it says that it is of another version than YAML 1.2'],
    ['a: *b', '1:4 an alias names no anchor above it'],
    ['a: &b [1, *b]', '1:11 an alias stands in what it names'],
    ['? [a]\n: 1', '1:3 a key must be text'],
    ['a:\n\tb: 1', '2:1 a tab may not indent: use spaces'],
    ['a: "\\q"', '1:5 an escape in a text is not of YAML'],
    ['a: "b', '1:6 something is not closed, or a separator is missing'],
  ])('%j: %s', (text, fault) => expect(said(yaml, text)).toBe(fault))

  it('reads a hundred aliases, and no more', () => {
    const aliases = (count: number): string => `a: &a 1\nb: [${Array(count).fill('*a').join(', ')}]`
    expect(said(yaml, aliases(100))).toMatchObject({ b: Array(100).fill(1) })
    expect(said(yaml, aliases(101))).toBe('2:405 there are more than 100 aliases')
    const wide = `a: &a [${Array(3000).fill('x').join(',')}]\nb: [${Array(50).fill('*a').join(',')}]`
    expect(said(yaml, wide)).toMatch(/there are more than 100000 values$/)
  })
})

describe('TOML', () => {
  it.each([
    ['', {}],
    ['a = 1979-05-27T00:32:00.999999-07:00', { a: '1979-05-27T00:32:00.999-07:00' }],
    ['a = 1979-05-27 07:32:00Z', { a: '1979-05-27T07:32:00.000Z' }],
    ['a = 1979-05-27\nb = 07:32:00', { a: '1979-05-27', b: '07:32:00.000' }],
    ['a.b = 1\na.c = 2', { a: { b: 1, c: 2 } }],
    ['a = 9007199254740991', { a: 9007199254740991 }],
  ])('%j says %j', (text, value) => expect(said(toml, text)).toEqual(value))

  it.each([
    ['a = 1\na = 2', '2:1 the same name stands here for the second time'],
    ['a.b = 1\n[a]', '2:2 the same name stands here for the second time'],
    ['[a]\n[a]', '2:2 the same name stands here for the second time'],
    ['a = 9007199254740993', '1:5 an integer is too large to be exact: write it as text'],
    ['[x]\na = [1, { b = nan }]', '2:15 a number must be finite: leave it out, or name another'],
    ['[[x]]\na = 1\n[[x]]\na = -inf', '4:5 a number must be finite: leave it out, or name another'],
    ['integer = x', '1:11 something else is expected here'],
    ['\r\na = "b', '2:5 something else is expected here'],
  ])('%j: %s', (text, fault) => expect(said(toml, text)).toBe(fault))
})

describe('JSONC and JSON5', () => {
  it.each([
    ['{"a": [1, 2,], /* */ } // b', { a: [1, 2] }],
    ['[]', []],
    ['null', null],
    ['\ufeff{}', {}],
  ])('%j says %j in both', (text, value) => {
    expect(said(jsonc, text)).toEqual(value)
    expect(said(json5, text)).toEqual(value)
  })

  it.each([
    ['', '1:1 it ends too early'],
    ['{"a": 1', '1:8 it ends too early'],
    ['{"a": 1, "b": 2, "\\u0061": 3}', '1:18 the same name stands here for the second time'],
    ['[{"a": {"b": 1,\n"b": 2}}]', '2:1 the same name stands here for the second time'],
    ['{"a": 9007199254740993}', '1:7 an integer is too large to be exact: write it as text'],
    ['{"a": -1e400}', '1:7 a number must be finite: leave it out, or name another'],
  ])('%j in both: %s', (text, fault) => {
    expect(said(jsonc, text)).toBe(fault)
    expect(said(json5, text)).toBe(fault)
  })

  it('differ in what else they know', () => {
    expect(said(jsonc, "{a: 'b'}")).toBe('1:2 something else is expected here')
    expect(said(json5, "{a: 'b', c: [+1, .5, 0x1F],}")).toEqual({ a: 'b', c: [1, 0.5, 31] })
    expect(said(json5, '{a: 1, \\u0061: 2}')).toBe(
      '1:8 the same name stands here for the second time',
    )
    expect(said(json5, '{a: NaN}')).toBe(
      '1:5 a number must be finite: leave it out, or name another',
    )
    expect(said(json5, '{a: -Infinity}')).toMatch(/^1:5 a number must be finite/)
    expect(said(json5, '{\n  a: hunter2\n}')).toBe('2:6 something else is expected here')
  })
})

describe('every format', () => {
  it.each([
    [yaml, '__proto__: {x: 1}\nconstructor: 2'],
    [toml, 'constructor = 2\n[__proto__]\nx = 1'],
    [jsonc, '{"__proto__": {"x": 1}, "constructor": 2}'],
    [json5, '{__proto__: {x: 1}, constructor: 2}'],
  ])('%o keeps __proto__ as a key like others', (format, text) => {
    const parsed = format.parse(text)
    const value = (parsed as { value: object }).value
    expect(Object.entries(value)).toContainEqual(['__proto__', { x: 1 }])
    expect(Object.entries(value)).toContainEqual(['constructor', 2])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect('x' in {}).toBe(false)
  })

  it.each([yaml, toml, jsonc, json5])('%o answers for what is nested without end', (format) => {
    const text = format === toml ? `a = ${'['.repeat(20_000)}` : '['.repeat(20_000)
    expect(format.parse(text)).toMatchObject({ ok: false })
    expect(format.locate(text, ['0', '0'], 'value')).toBeOneOf([undefined, expect.anything()])
  })

  it('takes a path and whether the file may be missing', () => {
    expect(yamlFile('a.yaml')).toMatchObject({ path: 'a.yaml', isOptional: false })
    expect(tomlFile('a.toml', { optional: true })).toMatchObject({ isOptional: true })
    for (const options of [{ optional: 'yes' }, { optionl: true }] as never[]) {
      expect(() => jsoncFile('a', options)).toThrow('config-validation: jsoncFile() takes')
    }
    for (const path of ['', undefined, 5] as never[]) {
      expect(() => json5File(path)).toThrow('config-validation: json5File() needs a path')
    }
  })
})
