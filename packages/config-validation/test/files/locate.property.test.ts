import { json5File } from '@sallyport/config-validation/json5'
import { jsoncFile } from '@sallyport/config-validation/jsonc'
import { tomlFile } from '@sallyport/config-validation/toml'
import { yamlFile } from '@sallyport/config-validation/yaml'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printJson } from '../support/print-json.ts'
import { printToml } from '../support/print-toml.ts'
import { printYaml } from '../support/print-yaml.ts'
import { counted, given } from '../support/printed.ts'

const formats = [
  { format: yamlFile('a').format, print: printYaml },
  { format: tomlFile('a').format, print: printToml },
  { format: jsoncFile('a').format, print: printJson('JSONC') },
  { format: json5File('a').format, print: printJson('JSON5') },
]

describe.each(formats)('$format.name', ({ format, print }) => {
  it('reads what was written, and finds every key and value where it was written', () => {
    fc.assert(
      fc.property(given, fc.constantFrom('', '\ufeff'), ([tree, choices], mark) => {
        const { text, data, places } = print(tree, choices)
        expect(format.parse(mark + text)).toEqual({ ok: true, value: data })
        for (const { path, of, offset } of places.values()) {
          const found = format.locate(mark + text, path, of)
          expect({ path, of, ...found }).toEqual({ path, of, ...counted(text, offset) })
        }
      }),
      { numRuns: 150 },
    )
  })

  it('finds nothing for what is not there', () => {
    const { text } = print({ a: [1, { b: 'c' }] }, [0])
    for (const path of [['b'], ['a', '2'], ['a', '1', 'c'], ['a', '0', '0'], ['a', 'length']]) {
      expect(format.locate(text, path, 'value')).toBeUndefined()
      expect(format.locate(text, path, 'key')).toBeUndefined()
    }
  })

  it('never throws, and never repeats the text', () => {
    const cut = fc.tuple(
      given,
      fc.nat(),
      fc.constantFrom('', '}', ']', '"', ':', '\t', '*', '!', '\0'),
    )
    fc.assert(
      fc.property(cut, ([[tree, choices], at, extra]) => {
        const { text } = print({ ...tree, hunter2: 'hunter2' }, choices)
        const here = at % text.length
        const parsed = format.parse(`${text.slice(0, here)}${extra}${text.slice(here + 1)}`)
        if (!parsed.ok) expect(JSON.stringify(parsed)).not.toContain('hunter')
        format.locate(text.slice(0, here), ['hunter2'], 'value')
      }),
      { numRuns: 150 },
    )
  })
})
