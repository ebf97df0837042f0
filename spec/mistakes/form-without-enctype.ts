// HTML: a form has a file, and sends its name.
// told: warning PH612
// says: index.hbs:1 | has a file input and no enctype | enctype="multipart/form-data"
// ask: GET /
import { createApp, Get, Post, redirect, render, Request } from 'phial';

class Pictures {
  @Get('/')
  index() {
    return render('index');
  }

  @Post('/')
  async add(request: Request) {
    await request.files.require('picture').save('pictures/one.png');
    return redirect('/');
  }
}

export const app = createApp({ controllers: [Pictures] });

// file: templates/index.hbs
// <form method="post"> // cure: // <form method="post" enctype="multipart/form-data">
//   <input type="file" name="picture">
// </form>
