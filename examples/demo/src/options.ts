import { parseArgs } from 'node:util'

export const frameworks = ['express', 'fastify', 'hono'] as const
export type Framework = (typeof frameworks)[number]

/** How the demo is shown, and on what. */
export interface DemoOptions {
  readonly framework: Framework
  /** One JSON text in place of the screen. */
  readonly json: boolean
  /** Whether a line may be written over, to show progress: at a terminal that can. */
  readonly live: boolean
  readonly colour: boolean
  readonly port: number
}

/** Where it was started. */
export interface Place {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTty: boolean
}

/** The options, or what is wrong with them. */
export function demoOptions(
  args: readonly string[],
  { env, isTty }: Place,
): DemoOptions | { readonly wrong: string } | { readonly usage: string } {
  const options = {
    framework: { type: 'string', default: 'express' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const
  const usage = `Usage: pnpm demo [--framework ${frameworks.join('|')}] [--json]
It stays up until Ctrl-C, at PORT (3000), or at a port that is free where that is taken.`
  try {
    // pnpm may pass on the dashes that end its own options.
    const given = args.filter((arg) => arg !== '--')
    const { framework, json, help } = parseArgs({ args: given, options }).values
    if (help) return { usage }
    const known = frameworks.find((one) => one === framework)
    if (known === undefined) return { wrong: `There is no adapter for "${framework}".\n${usage}` }
    const port = Number(env.PORT ?? 3000)
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      return { wrong: `PORT must be a port, 0 to 65535, not "${env.PORT}".\n${usage}` }
    const live = isTty && !json && env.TERM !== 'dumb'
    // https://no-color.org: any text but the empty one.
    const colour = live && (env.NO_COLOR ?? '') === ''
    return { framework: known, json, live, colour, port }
  } catch (error) {
    return { wrong: `${(error as Error).message}\n${usage}` }
  }
}
