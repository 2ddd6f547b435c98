import { EventEmitter } from 'node:events'
import { type ConfigDefinition, type ConfigError, defineConfig } from '@sallyport/config-validation'
import {
  type ConfigChange,
  type WatchConfigOptions,
  type WatchedConfig,
  watchConfig,
} from '@sallyport/config-validation/watch'
import { yamlFile } from '@sallyport/config-validation/yaml'
import { type Secret, secret, type Timers } from '@sallyport/core'
import { recordAudit, recordMetrics } from '@sallyport/core/testing'
import { onTestFinished } from 'vitest'
import * as z from 'zod'
import { fields } from '../../src/field.ts'

const token = z.pipe(
  z.string().check(z.minLength(4)),
  z.transform((text): Secret => secret(text)),
)
fields.add(token, {
  kind: 'secret',
  expected: 'text of 4 characters or more',
  read: (text: string) => text,
  write: () => '',
  isSecret: true,
})
const workers = z.int()
fields.add(workers, {
  kind: 'int',
  expected: 'an integer',
  read: (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined),
  write: (value: unknown) => `${value}`,
  needsRestart: true,
})

/** Time that does not pass: files are watched, and nobody hears of them. */
export const still: Timers = { after: () => () => {}, each: () => () => {} }

/** What the tests watch. */
export const schema = z.object({
  port: z.int(),
  allow: z.array(z.string()).default([]),
  pool: z.object({ workers }).default({ workers: 1 }),
  token: token.optional(),
})
export const definition: ConfigDefinition<z.output<typeof schema>> = defineConfig({
  schema,
  files: [yamlFile('config.yaml'), yamlFile('config.{profile}.yaml', { optional: true })],
})

interface Watching {
  readonly watched: WatchedConfig<z.output<typeof schema>>
  readonly audit: ReturnType<typeof recordAudit>
  readonly metrics: ReturnType<typeof recordMetrics>
  readonly signals: EventEmitter
  readonly changes: ConfigChange[]
  readonly rejections: ConfigError[]
  readonly errors: unknown[]
  /** Waits for the next change or rejection. */
  next(): Promise<void>
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

/** Watches a folder's configuration, and notes what is told of it. */
export function watching(cwd: string, options: WatchConfigOptions = {}): Watching {
  const [audit, metrics, signals] = [recordAudit(), recordMetrics(), new EventEmitter()]
  const [changes, rejections, errors]: [ConfigChange[], ConfigError[], unknown[]] = [[], [], []]
  let heard = gate()
  const watched = watchConfig(definition, {
    cwd,
    env: { NODE_ENV: 'test' },
    debounceMs: 1,
    ...{ audit, metrics, signals },
    onError: (error) => errors.push(error),
    onRejected(error) {
      rejections.push(error)
      heard.open()
    },
    ...options,
  })
  onTestFinished(() => watched.close())
  watched.onChange((change) => {
    changes.push(change)
    heard.open()
  })
  return {
    ...{ watched, audit, metrics, signals, changes, rejections, errors },
    async next() {
      await heard.opened
      heard = gate()
    },
  }
}
