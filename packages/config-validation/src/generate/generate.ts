import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { demandOptions } from '@sallyport/core'
import type { ConfigDefinition } from '../define-config.ts'
import { shownValue } from '../shown.ts'
import { configJsonSchema } from './config-json-schema.ts'
import { configMarkdown } from './config-markdown.ts'
import { envExample } from './env-example.ts'
import { unifiedDiff } from './unified-diff.ts'

/** Which files are generated, and whether they are only compared. */
export interface GenerateOptions {
  /** The path of `.env.example`. @default not generated */
  readonly envExample?: string
  /** The path of `CONFIG.md`. @default not generated */
  readonly markdown?: string
  /** The path of the JSON Schema. @default not generated */
  readonly jsonSchema?: string
  /** Writes nothing, and says what would change. @default false */
  readonly check?: boolean
  /** What paths are relative to. @default process.cwd() */
  readonly cwd?: string
}

/** What {@link generate} did, or found. */
export interface Generated {
  /** 1 when it was a check and something would change: for `process.exitCode`. */
  readonly exitCode: 0 | 1
  /** The paths that were not as they are to be. */
  readonly changed: readonly string[]
  /** A unified diff from what is there to what is to be; empty when nothing changed. */
  readonly diff: string
}

/**
 * Writes the files that follow from a definition, or checks in CI that they do. What stands in an old
 * file where a secret belongs is not shown in the diff.
 *
 * @throws TypeError when no file is asked for; the system's error when one cannot be read or written.
 */
export function generate(definition: ConfigDefinition, options: GenerateOptions): Generated {
  const names = [...Object.keys(makers), 'check', 'cwd']
  demandOptions('config-validation: generate()', options, names)
  const { check = false, cwd = process.cwd() } = options
  const wanted = Object.entries(makers).flatMap(([option, make]) => {
    const path = options[option as keyof typeof makers]
    return path === undefined ? [] : [{ path, text: make(definition) }]
  })
  if (wanted.length === 0) {
    throw new TypeError(
      'config-validation: generate() needs a path for "envExample", "markdown" or "jsonSchema"',
    )
  }
  const hide = hiderOf(definition)
  const drifted = wanted.flatMap(({ path, text }) => {
    const before = textAt(resolve(cwd, path))
    const shown = before === undefined ? undefined : hide(before, text)
    return before === text ? [] : [{ path, text, diff: unifiedDiff(path, shown, text) }]
  })
  if (!check) for (const { path, text } of drifted) write(resolve(cwd, path), text)
  return {
    exitCode: check && drifted.length > 0 ? 1 : 0,
    changed: drifted.map(({ path }) => path),
    diff: drifted.map(({ diff }) => diff).join(''),
  }
}

const makers: Readonly<
  Record<'envExample' | 'markdown' | 'jsonSchema', (definition: ConfigDefinition) => string>
> = {
  envExample,
  markdown: configMarkdown,
  jsonSchema: (definition) => `${JSON.stringify(configJsonSchema(definition), undefined, 2)}\n`,
}

function textAt(path: string): string | undefined {
  try {
    // Git may have made it so on Windows.
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** A secret that somebody has put into the example must not come up in a log of CI too. */
function hiderOf({ plan }: ConfigDefinition): (before: string, after: string) => string {
  const names = plan.secrets.flatMap((leaf) => leaf.names.map(({ name }) => name))
  const start = `#?[ \\t]*(?:export[ \\t]+)?(?:${names.join('|')})[ \\t]*=`
  // In quotes a value may go over several lines.
  const value = `[ \\t]*(?:'[^']*'|"(?:[^"\\\\]|\\\\[^])*").*|.+`
  const entry = new RegExp(`^(${start})(${value})$`, 'gm')
  return (before, after) => {
    const kept = new Set(after.split('\n'))
    const hidden = (all: string, name: string, text: string): string =>
      kept.has(all) ? all : name + text.replace(/.+/g, '[secret]')
    return (names.length === 0 ? before : before.replace(entry, hidden))
      .split('\n')
      .map((line) => (kept.has(line) ? line : shownValue(line)))
      .join('\n')
  }
}
