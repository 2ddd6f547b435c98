import { findService, whatToInstall } from './find-service.ts'
import type { Service } from './services.ts'

/** The seams of {@link missing}. */
export interface MissingOptions {
  /** @default findService */
  readonly find?: (service: Service) => string | undefined
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** @default a line on standard error, which Vitest shows even with `--silent` */
  readonly print?: (line: string) => void
}

/**
 * Whether a suite must be skipped because this machine lacks a service.
 *
 * Where it does, one line names the suite, the service and the package to install. With
 * `SALLYPORT_REQUIRE_SERVICES=1` in the environment it throws that line instead, so that a
 * machine meant to have everything cannot pass by skipping.
 *
 * @example
 * ```ts
 * describe.skipIf(missing('redis', 'redis key store'))('redis key store', () => {})
 * ```
 */
export function missing(service: Service, suite: string, options: MissingOptions = {}): boolean {
  const { find = findService, env = process.env, print = printLine } = options
  if (find(service) !== undefined) return false
  const reason = whatToInstall(service)
  if (env.SALLYPORT_REQUIRE_SERVICES === '1') {
    throw new Error(`cannot run "${suite}": ${reason}; SALLYPORT_REQUIRE_SERVICES=1 forbids a skip`)
  }
  print(`skipped "${suite}": ${reason}`)
  return true
}

function printLine(line: string): void {
  process.stderr.write(`${line}\n`)
}
