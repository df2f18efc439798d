// A child that loses its launcher ends too, instead of living on unseen.
process.on("disconnect", () => process.kill(process.pid, "SIGINT"))
