import { ConfigError, defineConfig, loadConfig } from '@sallyport/config-validation'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'

const definition = defineConfig({
  schema: z.object({
    port: z.int().min(1).max(65535).default(3000),
    log: z.object({ level: z.enum(['DEBUG', 'INFO']).default('INFO') }),
    redis: z.object({ url: z.url() }),
  }),
  prefix: 'APP',
  names: { 'redis.url': 'REDIS_URL', port: ['PORT', { former: 'HTTP_PORT' }] },
})

describe('loadConfig', () => {
  it('takes nested and bare names, and defaults', () => {
    const { config } = loadConfig(definition, {
      env: { APP__LOG__LEVEL: 'DEBUG', REDIS_URL: 'redis://cache', PORT: '80' },
    })
    expect(config).toEqual({ port: 80, log: { level: 'DEBUG' }, redis: { url: 'redis://cache' } })
  })

  it('throws with everything that is wrong', () => {
    const load = (): unknown =>
      loadConfig(definition, {
        env: { PORT: 'http', APP__LOGLEVEL: 'DEBUG', REDIS_ULR: 'redis://x' },
      })
    expect(load).toThrow(ConfigError)
    expect(load).toThrow(`the configuration has 3 problems
  APP__LOGLEVEL is no name of a value
    APP__LOGLEVEL: did you mean APP__LOG__LEVEL?
  port must be a whole number, 1 to 65535
    PORT: correct PORT
  redis.url must be set
    REDIS_URL: set REDIS_URL; REDIS_ULR is set: did you mean REDIS_URL?`)
  })
})
