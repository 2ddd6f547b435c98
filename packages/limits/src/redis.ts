export { type RedisLimitStoreOptions, redisLimitStore } from './redis/redis-limit-store.ts'
