import { describe, expect, test } from 'vitest'
import { missing, type Server, startPrometheus } from '../src/index.ts'
import { serverCases } from './server-cases.ts'

async function get(server: Server, path: string): Promise<unknown> {
  const answer = await fetch(`${server.url}${path}`)
  return answer.json()
}

describe.skipIf(missing('prometheus', 'startPrometheus'))(
  'startPrometheus',
  { concurrent: true },
  () => {
    serverCases(startPrometheus, async (prometheus) => {
      expect(await get(prometheus, '/api/v1/query?query=40%2B2')).toMatchObject({
        status: 'success',
        data: { resultType: 'scalar', result: [expect.any(Number), '42'] },
      })
    })

    test('runs the given configuration', async () => {
      await using prometheus = await startPrometheus({ config: 'global: { scrape_interval: 7s }' })
      expect(await get(prometheus, '/api/v1/status/config')).toMatchObject({
        data: { yaml: expect.stringContaining('scrape_interval: 7s') },
      })
    })

    test('rejects with the reason why a configuration is refused', async () => {
      await expect(startPrometheus({ config: 'no_such_section: 1' })).rejects.toThrow(
        /prometheus ended at start [\s\S]*no_such_section/,
      )
    })
  },
)
