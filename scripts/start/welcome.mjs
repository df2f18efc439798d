/**
 * What a start says when it is done, line by line; of the demo, who can log in and how.
 * @param {{ origin: string, demo: any, seconds: number }} started
 */
export function* welcome({ origin, demo, seconds }) {
  yield `\nMuster is ready: ${origin} (${seconds.toFixed(1)} s)`
  if (!demo) return
  yield `Letters and text messages: ${origin}/mailbox\n\nLogins of the demo (password ${demo.password}):`
  const width = Math.max(...demo.logins.map(({ contact }) => contact.length))
  for (const { name, contact, role } of demo.logins) yield `  ${contact.padEnd(width)}  ${name}, ${role}`
  yield "\nFor programs (docs/programs.md), a key of Grace Lin that may read, invite and tag:"
  yield `  export AWS_ACCESS_KEY_ID=${demo.key.id} AWS_SECRET_ACCESS_KEY=${demo.key.secret} AWS_DEFAULT_REGION=us-east-1`
  yield `  aws organizations --endpoint-url ${origin}/api/aws list-accounts`
  yield "\nCtrl-C stops it."
}
