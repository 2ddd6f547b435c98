import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { hasEnded } from './end-process.ts'
import type { Place } from './place.ts'
import { plainEnvironment, type Recipe } from './recipe.ts'

const pollMs = 20
const answerMs = 1_000
const tailLines = 15

/** Starts the process. It writes to a file, because a full pipe would stop it. */
export function launch(recipe: Recipe, place: Place, args: readonly string[]): ChildProcess {
  const log = openSync(logFile(place), 'a')
  try {
    const child = spawn(recipe.binary, [...recipe.args(place), ...args], {
      cwd: place.folder,
      env: plainEnvironment(),
      stdio: ['ignore', log, log],
      ...recipe.user,
    })
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

/** Resolves once the server answers; rejects with its last log lines if it ends or takes too long. */
export async function whenReady(
  child: ChildProcess,
  recipe: Recipe,
  place: Place,
  withinMs: number,
): Promise<void> {
  await once(child, 'spawn')
  const ended = new AbortController()
  child.once('exit', () => ended.abort())
  const tooLate = AbortSignal.timeout(withinMs)
  const enough = AbortSignal.any([ended.signal, tooLate])
  for (;;) {
    const answered = await answers(recipe, place, enough)
    if (hasEnded(child)) {
      const how = child.signalCode ?? `code ${child.exitCode}`
      throw new Error(`services: ${recipe.name} ended at start (${how})${await lastWords(place)}`)
    }
    if (answered) return
    if (tooLate.aborted) {
      throw new Error(
        `services: ${recipe.name} did not answer in ${withinMs} ms${await lastWords(place)}`,
      )
    }
    await wait(pollMs)
  }
}

async function answers(recipe: Recipe, place: Place, enough: AbortSignal): Promise<boolean> {
  try {
    return await recipe.answers(place, AbortSignal.any([enough, AbortSignal.timeout(answerMs)]))
  } catch {
    return false
  }
}

async function lastWords(place: Place): Promise<string> {
  const lines = (await readFile(logFile(place), 'utf8')).trimEnd().split('\n')
  return `; its log ends:\n${lines.slice(-tailLines).join('\n')}`
}

function logFile({ folder }: Place): string {
  return join(folder, 'server.log')
}
