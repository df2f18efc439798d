// The health check of a container: ends with 0 where the web server in it answers.
const answer = await fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/health`).catch(() => null)
process.exit(answer?.ok ? 0 : 1)
