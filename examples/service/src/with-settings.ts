import { AuditLogError } from '@sallyport/audit-chain'
import { ConfigError, explanationText } from '@sallyport/config-validation'
import { definition, type LoadedSettings, loadSettings, type Settings } from './settings.ts'
import { badConfiguration, StartError, tryAgain } from './start-error.ts'

/**
 * Starts what serves with the settings of this process, and prints where they came from. When they are
 * wrong nothing starts: all that is wrong is on stderr, and the process ends with 78. While what it needs is away or
 * in another's hands it ends with 75, to be started again.
 */
export async function withSettings(serve: (settings: Settings) => Promise<void>): Promise<void> {
  let loaded: LoadedSettings
  try {
    loaded = loadSettings()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exitCode = badConfiguration
    return
  }
  for (const { path, message, fix } of loaded.warnings) console.error(`${path} ${message}: ${fix}`)
  console.log(originsText(loaded))
  try {
    await serve(loaded.settings)
  } catch (error) {
    const exitCode = exitCodeOf(error)
    if (exitCode === undefined) throw error
    console.error((error as Error).message)
    process.exitCode = exitCode
  }
}

function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof StartError) return error.exitCode
  if (error instanceof AuditLogError) return error.code === 'busy' ? tryAgain : badConfiguration
  return isMisuse(error) ? badConfiguration : undefined
}

/** A value that a package was given and cannot use: it names itself and what is wrong, and only settings are given at the start. */
const isMisuse = (error: unknown): boolean =>
  (error instanceof TypeError || error instanceof RangeError) &&
  /^(audit-chain|controls|limits|network|webhook-auth): /.test(error.message)

/** What a newcomer looks for first, default or not. */
const always = ['host', 'port']

/** Where the settings came from that somebody has set, a line each, and how many nobody has. */
export function originsText({
  explain,
  profile,
}: Pick<LoadedSettings, 'explain' | 'profile'>): string {
  const all = definition.plan.leaves.map(({ dotted }) => explain(dotted))
  const shown = all.filter(
    ({ path, offers: [winner] }) =>
      always.includes(path) || (winner !== undefined && winner.source.kind !== 'default'),
  )
  return [
    'Settings, and where they come from:',
    ...shown.map((one) => `  ${explanationText(one)}`),
    `  ${all.length - shown.length} others that nobody has set: examples/service/CONFIG.md`,
    profile === undefined
      ? `  ${definition.profile} says no profile: secrets must be fit for production`
      : `  ${definition.profile} says ${profile}`,
    '',
  ].join('\n')
}
