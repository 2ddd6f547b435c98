import { defineConfig, loadConfig } from '@sallyport/config-validation'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { folderWith } from './support/folder.ts'
import { issuesOf } from './support/issues-of.ts'

const schema = z.object({
  a: z.object({ b: z.int().optional() }),
  list: z.array(z.int()).optional(),
  text: z.string().optional(),
})

/** Where the one thing wrong with a file is said to stand. */
function placeIn(file: string, text: string): string {
  const definition = defineConfig({ schema, files: [file] })
  const issues = issuesOf(() =>
    loadConfig(definition, { env: {}, cwd: folderWith({ [file]: text }) }),
  )
  expect(issues).toHaveLength(1)
  return `${issues[0]?.source.line}:${issues[0]?.source.column}`
}

describe('a place in JSON', () => {
  const places: readonly (readonly [what: string, text: string, place: string])[] = [
    ['a value', '{\n  "a": {\n    "b": "x"\n  }\n}', '3:10'],
    ['CRLF', '{\r\n  "a": {\r\n    "b": "x" } }', '3:10'],
    ['CR alone', '{\r"a":{"b":true}}', '2:10'],
    ['tabs', '{\t"a":\t{\t"b":\t1.5}}', '1:15'],
    ['a byte order mark', '\ufeff{"a":{"b":"x"}}', '1:11'],
    ['characters beyond 16 bits', '{"text":"💥","a":{"b":"x"}}', '1:23'],
    ['an escaped name', '{"\\u0061":{"b":"x"}}', '1:16'],
    ['an item', '{"list":[1,\n2, "3"]}', '2:4'],
    ['an unknown name', '{"a":{},\n  "tect":"x"}', '2:3'],
  ]
  it.each(places)('%s', (_, text, place) => expect(placeIn('config.json', text)).toBe(place))
})

describe('a place in .env', () => {
  const places: readonly (readonly [what: string, text: string, place: string])[] = [
    ['a value', '# first\n\nA__B=x\n', '3:6'],
    ['CRLF', 'TEXT=1\r\nA__B=x\r\n', '2:6'],
    ['tabs, spaces and export', '\texport A__B \t= x', '1:17'],
    ['a byte order mark', '\ufeffA__B=x', '1:6'],
    ['after a text of several lines', 'TEXT="💥\n\n"\nA__B=\'x\'', '4:6'],
    ['a line that says nothing', 'A__B=1\n  oops\n', '2:1'],
    ['a quote that is not closed', 'TEXT="abc\nA__B=1', '1:6'],
    ['a text behind quotes', 'TEXT="a" b', '1:9'],
    ['a name twice', 'A__B=1\nTEXT=x\nA__B=1', '3:1'],
  ]
  it.each(places)('%s', (_, text, place) => expect(placeIn('.env', text)).toBe(place))
})

describe('.env', () => {
  const texts: readonly (readonly [written: string, read: string])[] = [
    ['a b # comment', 'a b'],
    ['a#b', 'a#b'],
    ['#b', '#b'],
    ["'a # $b \\n'", 'a # $b \\n'],
    ['"a\\n\\t\\"\\\\\\$\\x"', 'a\n\t"\\$\\x'],
    ['"two\nlines" # comment', 'two\nlines'],
    ['a=b=c', 'a=b=c'],
    ['$HOME', '$HOME'],
  ]
  it.each(texts)('reads %j', (written, read) => {
    const definition = defineConfig({ schema, files: ['.env'] })
    const cwd = folderWith({ '.env': `TEXT=${written}\n` })
    expect(loadConfig(definition, { env: {}, cwd }).config.text).toBe(read)
  })

  it('takes a comment for no value', () => {
    const definition = defineConfig({ schema, files: ['.env'] })
    const cwd = folderWith({ '.env': 'TEXT= # nothing\n' })
    expect(loadConfig(definition, { env: {}, cwd }).config.text).toBeUndefined()
  })
})
