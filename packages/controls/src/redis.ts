export { type RedisSourceOptions, redisSource } from './sources/redis-source.ts'
