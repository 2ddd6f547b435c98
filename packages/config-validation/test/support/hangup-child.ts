import { defineConfig } from '@sallyport/config-validation'
import { watchConfig } from '@sallyport/config-validation/watch'
import { yamlFile } from '@sallyport/config-validation/yaml'
import * as z from 'zod'

const [, , cwd = ''] = process.argv
const say = (...words: readonly unknown[]): void =>
  void process.stdout.write(`${words.join(' ')}\n`)
const watched = watchConfig(
  defineConfig({ schema: z.object({ port: z.int() }), files: [yamlFile('config.yaml')] }),
  {
    cwd,
    // Files are not followed for the length of a test: what is told, SIGHUP told.
    debounceMs: 3_600_000,
    onRejected: ({ issues }) => say('rejected', ...issues.map(({ path }) => path)),
  },
)
watched.onChange(({ changed }, { port }) => say('changed', ...changed, port))
await watched.reload()
// Its end is the end of the process: a watched configuration keeps none alive.
process.stdin.resume()
say('ready', watched.current.port)
