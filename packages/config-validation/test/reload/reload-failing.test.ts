import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Parsed } from '@sallyport/config-validation'
import { watchConfig } from '@sallyport/config-validation/watch'
import { yamlFile } from '@sallyport/config-validation/yaml'
import { expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { folder } from '../support/mounted.ts'
import { still, watching } from '../support/watching.ts'

const failing = (): never => {
  throw new Error('no')
}

it('sinks and listeners that fail end nothing', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, 'config.yaml'), 'port: 1')
  const { watched, changes, errors } = watching(cwd, {
    audit: { record: () => Promise.reject(new Error('full')) },
    metrics: { add: failing, set: failing, observe: failing },
  })
  watched.onChange(failing)
  const off = watched.onChange(() => changes.push({ changed: [], needsRestart: [] }))
  off()
  off()
  writeFileSync(join(cwd, 'config.yaml'), 'port: 2')
  await watched.reload()
  expect([watched.current.port, changes]).toEqual([2, [{ changed: ['port'], needsRestart: [] }]])
  expect(new Set(errors.map(String))).toEqual(new Set(['Error: no', 'Error: full']))
  expect(() => watched.onChange(undefined as never)).toThrow('config-validation: onChange()')
})

it('a format that throws leaves what there is', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, 'config.yaml'), 'port: 1')
  const file = yamlFile('config.yaml')
  const parse = (text: string): Parsed => (text === 'no' ? failing() : file.format.parse(text))
  const definition = defineConfig({
    schema: z.object({ port: z.int() }),
    files: [{ ...file, format: { ...file.format, parse } }],
  })
  const errors: unknown[] = []
  const watched = watchConfig(definition, {
    ...{ cwd, env: {}, signals: false, timers: still },
    onError: (error) => errors.push(error),
  })
  onTestFinished(() => watched.close())
  await watched.reload()
  writeFileSync(join(cwd, 'config.yaml'), 'no')
  await expect(watched.reload()).rejects.toThrow('no')
  expect([watched.current.port, errors.map(String)]).toEqual([1, ['Error: no']])
  writeFileSync(join(cwd, 'config.yaml'), 'port: 8')
  expect(await watched.reload()).toMatchObject({ ok: true, changed: ['port'] })
})
