export { Queue, QueueEvents, Worker } from "bullmq";
export { Redis } from "ioredis";
