import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ConfigDefinition,
  defineConfig,
  loadConfig,
  port,
  secret,
} from '@sallyport/config-validation'
import {
  configJsonSchema,
  configMarkdown,
  envExample,
  generate,
} from '@sallyport/config-validation/generate'
import { afterAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as zm from 'zod/mini'
import { everything, hidden } from '../support/everything.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-generate-'))
afterAll(() => rmSync(folder, { recursive: true }))
const paths = {
  envExample: '.env.example',
  markdown: 'docs/CONFIG.md',
  jsonSchema: 'config.schema.json',
}
const asText = (definition: ConfigDefinition): string =>
  [envExample, configMarkdown, (one: ConfigDefinition) => JSON.stringify(configJsonSchema(one))]
    .map((make) => make(definition))
    .join('\n')

describe('generated files', () => {
  it('are the same bytes each time', () => {
    expect(asText(everything)).toBe(asText(everything))
    expect(asText(everything)).not.toMatch(/\r|\d{4}-\d\d-\d\d|[ \t]\n/)
  })

  it('have no default of a secret, nor a URL with who it logs in as', () => {
    expect(asText(everything)).not.toMatch(new RegExp(`${hidden.slice(0, 6)}|pa55word`))
  })

  it('list every variable, in the order of the schema', () => {
    const names = everything.plan.leaves.map(({ names: [first] }) => first?.name)
    const listed = [...envExample(everything).matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name)
    expect(listed.toSorted()).toEqual(names.toSorted())
    expect(names.filter((name) => !configMarkdown(everything).includes(`\`${name}\``))).toEqual([])
  })
})

describe('envExample', () => {
  it('is what it was', async () => {
    await expect(envExample(everything)).toMatchFileSnapshot('everything.env.txt')
  })

  it('validates once what it asks for is filled in, and says what holds anyway', () => {
    const filled: Readonly<Record<string, string>> = {
      APP__HOST: '10.0.0.5',
      QUEUE_SIZE: '100',
      APP__API__CURRENT: 'd9f1c2a7b4e84c0f9a3b5d6e7f801234',
    }
    const fill = (text: string): string =>
      text.replace(/^([A-Z_]+)=.*$/gm, (_, name: string) => `${name}=${filled[name]}`)
    const load = (text: string) => {
      const cwd = mkdtempSync(join(folder, 'load-'))
      writeFileSync(join(cwd, '.env'), text)
      writeFileSync(join(cwd, 'config.json'), '{}')
      return loadConfig(everything, { env: {}, cwd, profile: 'development' }).config
    }
    const example = fill(envExample(everything))
    const withDefaults = example.replace(/^#[A-Z_]+=(.+)$/gm, (line: string, value: string) =>
      value === 'your-api-key' ? line : line.slice(1),
    )
    expect(withDefaults).not.toBe(example)
    expect(JSON.stringify(load(withDefaults))).toBe(JSON.stringify(load(example)))
    expect(() => load(envExample(everything).replace(/=.*$/gm, '='))).toThrow(/QUEUE_SIZE/)
  })
})

describe('configMarkdown', () => {
  it('is what it was', async () => {
    await expect(configMarkdown(everything)).toMatchFileSnapshot('everything.md.txt')
  })
})

describe('help', () => {
  it("is zod's description where a field has none of its own", () => {
    const definition = defineConfig({
      schema: z.object({
        tags: z.array(z.string()).describe('What it is found by.').default(['a']),
        port: port({ help: 'Where it listens.' }).check(zm.describe('Not this.')),
      }),
    })
    for (const text of [envExample, configMarkdown].map((make) => make(definition))) {
      expect(text).toContain('What it is found by.')
      expect(text).toContain('Where it listens.')
      expect(text).not.toContain('Not this.')
    }
  })
})

describe('configJsonSchema', () => {
  it('is what it was', async () => {
    const text = `${JSON.stringify(configJsonSchema(everything), undefined, 2)}\n`
    await expect(text).toMatchFileSnapshot('everything.schema.txt')
  })

  it('needs a schema that can be looked into', () => {
    const schema = {
      '~standard': { version: 1, vendor: 'x', validate: (value: unknown) => ({ value }) },
    }
    const definition = defineConfig({ schema: schema as never, names: { port: 'PORT' } as never })
    expect(() => configJsonSchema(definition)).toThrow(TypeError)
    expect(envExample(definition)).toContain('\n#PORT=\n')
  })
})

describe('generate', () => {
  it('writes, finds nothing to change, and finds drift', () => {
    const options = { ...paths, cwd: folder }
    expect(generate(everything, { ...options, check: true })).toMatchObject({
      exitCode: 1,
      changed: Object.values(paths),
    })
    expect(generate(everything, options)).toMatchObject({
      exitCode: 0,
      changed: Object.values(paths),
    })
    expect(readFileSync(join(folder, '.env.example'), 'utf8')).toBe(envExample(everything))
    const same = { exitCode: 0, changed: [], diff: '' }
    expect(generate(everything, { ...options, check: true })).toEqual(same)
    const path = join(folder, '.env.example')
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'))
    expect(generate(everything, { ...options, check: true })).toEqual(same)
  })

  it('says by a diff what to change, and writes nothing while it checks', () => {
    const cwd = join(folder, 'drift')
    mkdirSync(cwd)
    const make = (standard: number) =>
      defineConfig({ schema: z.object({ port: port({ default: standard }), key: secret() }) })
    generate(make(80), { cwd, envExample: 'x' })
    const before = readFileSync(join(cwd, 'x'), 'utf8')
    const pasted = before.replace('KEY=', 'KEY=hunter2-real-value')
    writeFileSync(join(cwd, 'x'), pasted)
    const { exitCode, diff } = generate(make(8080), { cwd, envExample: 'x', check: true })
    expect(exitCode).toBe(1)
    expect(diff.split('\n').filter((line) => /^[-+]/.test(line))).toEqual([
      ...['--- a/x', '+++ b/x', '-#PORT=80', '+#PORT=8080', '-KEY=[secret]', '+KEY='],
    ])
    expect(readFileSync(join(cwd, 'x'), 'utf8')).toBe(pasted)
  })

  it('refuses to do nothing, and to read what is no file', () => {
    expect(() => generate(everything, {})).toThrow(TypeError)
    expect(() => generate(everything, { markdown: '.', cwd: folder })).toThrow(/EISDIR/)
  })
})
