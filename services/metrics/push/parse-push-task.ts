import { serveTask } from '../../../kit/worker-pool/serve-task.ts'
import { parsePush } from './parse-push.ts'

serveTask(parsePush)
