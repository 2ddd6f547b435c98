import type { ControlsSource } from './source.ts'
import { sourceCases, watchCases } from './testing/source-cases.ts'

/** A source to be proved: one that holds nothing yet, and can be written to. */
export interface SourceUnderTest {
  readonly source: Required<ControlsSource>
  /** Another on the same values, as another machine would have it. @default the same source */
  readonly other?: Required<ControlsSource>
  /** Runs after the case, whatever came of it. */
  close?(): void | Promise<void>
}

/** One thing that every source must do. */
export interface ControlsSourceCase {
  readonly name: string
  /** Rejects with what went wrong. */
  run(): Promise<void>
}

/**
 * What every {@link ControlsSource} that can be written to must do, under any test runner.
 *
 * @param make - Called once per case, each time for values of its own.
 *
 * @example
 * ```ts
 * import { settingsSource } from '@sallyport/controls'
 * import { controlsSourceCases } from '@sallyport/controls/testing'
 *
 * const cases = controlsSourceCases(() => ({ source: settingsSource() }))
 * for (const { run } of cases) await run()
 * console.log(cases.length) // prints: 9
 * ```
 */
export function controlsSourceCases(
  make: () => SourceUnderTest | Promise<SourceUnderTest>,
): readonly ControlsSourceCase[] {
  return [...sourceCases, ...watchCases].map(({ name, run }) => ({
    name,
    async run() {
      const { source, other = source, close } = await make()
      try {
        await run({ source, other })
      } finally {
        await close?.()
      }
    },
  }))
}
