import { serveTask } from '../../../../kit/worker-pool/serve-task.ts'
import { readJson } from './read-json.ts'

serveTask(readJson)
