import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import type { Block } from './code-blocks.ts'

/**
 * Runs a block, written to `path`, to its end and reports what went wrong. Its working directory is
 * a new one, beside it.
 */
export function runBlock(path: string, block: Block, deadlineMs: number): Promise<string[]> {
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', FORCE_COLOR: undefined }
  const cwd = `${path}.d`
  const options = { cwd, env, timeout: deadlineMs, killSignal: 'SIGKILL' } as const
  const where = `${block.file}:${block.line}`
  mkdirSync(cwd)
  return new Promise((resolve) => {
    execFile(process.execPath, [path], options, (error, stdout, stderr) => {
      if (!error) resolve(misprints(block, stdout))
      else if (error.killed) resolve([`${where}: does not end; close what it opens`])
      else resolve([failure(path, block, stderr) ?? `${where}: exits with ${error.code}`])
    })
  })
}

function failure(path: string, { file, line }: Block, stderr: string): string | undefined {
  const [, at = line] = stderr.split(`${path}:`)[1]?.match(/^(\d+)/) ?? []
  const message = /^.*\b\w*Error\b.*$/m.exec(stderr)?.[0] ?? stderr.trim()
  return message === '' ? undefined : `${file}:${at}: ${message}`
}

function misprints({ file, line, code }: Block, stdout: string): string[] {
  const said = code.split('\n').flatMap((text, index) => {
    const [, words] = /\/\/ prints:(.*)$/.exec(text) ?? []
    return words === undefined ? [] : [{ line: index + 1, words: words.trim() }]
  })
  if (said.length === 0) return []
  const printed = stdout
    .trimEnd()
    .split('\n')
    .map((text) => text.trim())
  const wrong = said.find(({ words }, index) => words !== printed[index])
  if (wrong) {
    const instead = printed[said.indexOf(wrong)] ?? ''
    return [`${file}:${wrong.line}: prints "${instead}", not "${wrong.words}"`]
  }
  const unsaid = printed[said.length]
  return unsaid === undefined ? [] : [`${file}:${line}: prints "${unsaid}" and does not say so`]
}
