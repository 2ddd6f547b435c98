export {
  type PostgresSource,
  type PostgresSourceOptions,
  postgresSource,
} from './sources/postgres-source.ts'
