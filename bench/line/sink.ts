/**
 * A mail server that takes everything at once and keeps nothing, in a process of its own: who sends is measured, not who
 * receives. Tells its port when it listens; to any message it answers how many mails it took so far.
 */
import { type AddressInfo, createServer } from "node:net"

let mails = 0
const server = createServer({ noDelay: true }, (socket) => {
  let inBody = false
  let rest = ""
  socket.write("220 sink ESMTP\r\n")
  socket.on("error", () => {})
  socket.on("data", (chunk) => {
    rest += chunk.toString("latin1")
    let answer = ""
    for (;;) {
      if (inBody) {
        const end = rest.indexOf("\r\n.\r\n")
        if (end < 0) {
          rest = rest.slice(-4) // all that a beginning of the end can be
          break
        }
        rest = rest.slice(end + 5)
        inBody = false
        mails += 1
        answer += `250 2.0.0 Ok: queued as ${mails.toString(36).toUpperCase().padStart(10, "0")}\r\n`
        continue
      }
      const end = rest.indexOf("\r\n")
      if (end < 0) break
      const verb = rest.slice(0, 4).toUpperCase()
      rest = rest.slice(end + 2)
      if (verb === "EHLO") answer += "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 52428800\r\n"
      else if (verb === "DATA") {
        inBody = true
        answer += "354 Go on\r\n"
        rest = `\r\n${rest}` // an empty message begins with its end
      } else if (verb === "QUIT") return void socket.end(`${answer}221 Bye\r\n`)
      else answer += "250 2.0.0 Ok\r\n"
    }
    if (answer) socket.write(answer)
  })
})
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on("message", () => process.send?.({ mails }))
process.on("disconnect", () => process.exit())
