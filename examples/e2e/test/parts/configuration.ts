import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { folder } from './opened-service.ts'
import { ended, started } from './process.ts'

/** What would let somebody in, and stands at places where it is wrong. */
const secrets = ['hunter2-of-the-admin', 'hunter2-of-github', 'hunter2-of-redis', 'hunter2-of-logs']
const [ofAdmin = '', ofGithub = '', ofRedis = '', ofLogs = ''] = secrets

/** What the process says of its settings: all that is wrong, or where they came from. */
export function configuration(framework: Framework): void {
  it('stops the process when it is broken, with everything that is wrong and no secret', async () => {
    const { code, printed, complaints } = await ended(framework, {
      NODE_ENV: 'production',
      PORT: 'http',
      ADMIN_TOKEN: `${ofAdmin} `,
      GITHUB_SECRET: `your-${ofGithub}`,
      WRONG_TOKENS: '010',
      PUBLIC_URL: `https://ada:${ofGithub}@hooks.example`,
      PSEUDONYM_KEY: ofLogs.slice(0, 9),
      REDIS_URL: `https://:${ofRedis}@redis`,
      CONTROLS_FILE: 'flags.json',
      MAINTENANCE_MODE: 'true',
      METRICS_PORT: ofRedis,
    })
    expect([code, printed]).toEqual([78, ''])
    const [head, ...lines] = complaints.trimEnd().split('\n')
    expect(head).toBe('the configuration has 9 problems')
    const places = lines.filter((_, at) => at % 2 === 1).map((line) => line.trim().split(':')[0])
    expect(places).toEqual([
      ...['PORT', 'ADMIN_TOKEN', 'WRONG_TOKENS', 'REDIS_URL', 'GITHUB_SECRET', 'PUBLIC_URL'],
      ...['PSEUDONYM_KEY', 'CONTROLS_FILE', 'METRICS_PORT'],
    ])
    expect(complaints).not.toContain('hunter2')
  })

  it('is told at the start: what was set, where, and over what', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'config.json'), '{ "drainMs": 7, "wrongKeys": 20 }')
    writeFileSync(
      join(cwd, '.env'),
      `WRONG_KEYS=30\nGITHUB_SECRET=41b6e0f3a8d24b7796c5a2f18e0d3c4b\n`,
    )
    const server = await started(framework, { ADMIN_TOKEN: ofAdmin }, cwd)
    const [told = ''] = server.printed().split('\n\n')
    expect(told.split('\n').map((line) => line.trim())).toEqual([
      'Settings, and where they come from:',
      'host = 127.0.0.1 (default)',
      'port = 0 (PORT), over 3000 (default)',
      'drainMs = 0 (DRAIN_MS), over 7 (config.json:1:14), 5000 (default)',
      'adminToken = [secret] (ADMIN_TOKEN)',
      'wrongKeys = 30 (.env:1:12), over 20 (config.json:1:30), 10 (default)',
      'dataDir = :memory: (DATA_DIR), over data (default)',
      'githubSecret = [secret] (.env:2:15)',
      '24 others that nobody has set: examples/service/CONFIG.md',
      'NODE_ENV says development',
    ])
    expect(await server.stop()).toEqual({ code: 0, complaints: '' })
  })
}
