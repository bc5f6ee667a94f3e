import ArgumentParser
import Configuration
@main struct Daybook: ParsableCommand { func run() { print("hi") } }
