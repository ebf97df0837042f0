// Express: a connection is given before it stands.
// told: start PH321
// says: services[0] | it is a promise | Await it first
// ask: GET /
import { Controller, createApp, Get } from 'phial';

class Database {
  static async connect() {
    return new Database();
  }

  all() {
    return ['Hello'];
  }
}

@Controller()
class Notes {
  constructor(private readonly database: Database) {}

  @Get('/')
  index() {
    return this.database.all();
  }
}

const database = Database.connect(); // cure: const database = await Database.connect();
export const app = createApp({ controllers: [Notes], services: [database] });
