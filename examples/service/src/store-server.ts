import type { Secret } from '@sallyport/core'
import { StartError, tryAgain } from './start-error.ts'

/** A server that several instances share. Its clients' own words seldom say which one they speak of. */
export interface StoreServer {
  /**
   * What it was asked; where it rejects without an answer of the server's own, it says who did not answer, and why.
   *
   * @param reason - Where the client knows more than its rejection says.
   */
  answering<T>(
    asking: Promise<T>,
    isAnswer: (error: unknown) => boolean,
    reason?: unknown,
  ): Promise<T>
  /** Prints that it went away. */
  lost(error: unknown): void
  /** Why nothing starts without it. */
  away(error: unknown): StartError
}

/** Speaks of the server of an URL, and of the setting that names it. */
export function storeServer(name: string, setting: string, url: Secret): StoreServer {
  // Without user and password.
  const where = `${name} at ${new URL(url.reveal()).host || 'its usual place'}`
  return {
    async answering(asking, isAnswer, reason) {
      try {
        return await asking
      } catch (cause) {
        if (isAnswer(cause)) throw cause
        throw new Error(`${where} does not answer: ${reasonOf(reason ?? cause)}; see ${setting}`, {
          cause,
        })
      }
    },
    lost: (error) =>
      console.error(
        `${where} is away: ${reasonOf(error)}; what needs it is refused until it is back`,
      ),
    away: (cause) =>
      new StartError(
        `${where} cannot be used: ${reasonOf(cause)}; start it, or correct ${setting}`,
        { exitCode: tryAgain, cause },
      ),
  }
}

/** Several addresses that were tried are an error of several, which says nothing itself. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
