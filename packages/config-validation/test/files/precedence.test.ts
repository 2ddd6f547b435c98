import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ConfigError,
  type ConfigFile,
  defineConfig,
  loadConfig,
} from '@sallyport/config-validation'
import { json5File } from '@sallyport/config-validation/json5'
import { jsoncFile } from '@sallyport/config-validation/jsonc'
import { tomlFile } from '@sallyport/config-validation/toml'
import { yamlFile } from '@sallyport/config-validation/yaml'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { folder } from '../support/mounted.ts'

/** A file that says a port, and where in it the port stands. */
interface Said {
  readonly file: string | ConfigFile
  readonly name: string
  readonly at: readonly [line: number, column: number]
  text(port: unknown): string
}
const said: readonly Said[] = [
  {
    file: 'a.json',
    name: 'a.json',
    at: [2, 11],
    text: (port) => `{\n  "port": ${JSON.stringify(port)}\n}`,
  },
  { file: yamlFile('a.yaml'), name: 'a.yaml', at: [2, 7], text: (port) => `# a\nport: ${port}` },
  {
    file: tomlFile('a.toml'),
    name: 'a.toml',
    at: [1, 8],
    text: (port) => `port = ${JSON.stringify(port)}`,
  },
  {
    file: jsoncFile('a.jsonc'),
    name: 'a.jsonc',
    at: [2, 9],
    text: (port) => `{ //\n"port": ${JSON.stringify(port)},}`,
  },
  {
    file: json5File('a.json5'),
    name: 'a.json5',
    at: [1, 8],
    text: (port) => `{port: ${JSON.stringify(port)}}`,
  },
  { file: '.env', name: '.env', at: [1, 6], text: (port) => `PORT=${port}` },
]

describe('files of several formats', () => {
  it('the later one wins, in every order, and explain names the place in each', () => {
    const cwd = folder()
    for (const [port, { name, text }] of said.entries()) writeFileSync(join(cwd, name), text(port))
    fc.assert(
      fc.property(fc.shuffledSubarray([...said], { minLength: 1 }), (chosen) => {
        const files = chosen.map(({ file }) => file)
        const definition = defineConfig({ schema: z.object({ port: z.int() }), files })
        const { config, explain } = loadConfig(definition, { cwd, env: {}, profile: 'test' })
        const winnerFirst = chosen.toReversed()
        expect(config.port).toBe(said.indexOf(winnerFirst[0] as Said))
        expect(explain('port').offers.map(({ source }) => source)).toMatchObject(
          winnerFirst.map(({ name, at: [line, column] }) => ({ file: name, line, column })),
        )
      }),
    )
  })

  it.each(said)('an error names the place in $name', ({ file, name, at: [line, column], text }) => {
    const cwd = folder()
    writeFileSync(join(cwd, name), text('hunter2'))
    const definition = defineConfig({ schema: z.object({ port: z.int() }), files: [file] })
    try {
      loadConfig(definition, { cwd, env: {}, profile: 'test' })
      expect.unreachable()
    } catch (error) {
      expect((error as ConfigError).issues).toMatchObject([
        { path: 'port', code: 'invalid', source: { file: name, line, column } },
      ])
      expect((error as ConfigError).message).not.toContain('hunter2')
    }
  })
})
