// y = x·W + b as in projection.wgsl, for an adapter that is a program on the CPU (see rows.wgsl): a thread shares nothing and
// makes eight rows of four vectors, so that it multiplies 128 times for every 24 loads.

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let column = id.x * 4u;
    let row = id.y * 8u;
    if column >= sizes.columns {
        return;
    }
    // Beyond the last row and column: work on the last, write nothing.
    //# for c in 0..4
    let column$c = min(column + $cu, sizes.columns - 1u);
    //# end
    //# for r in 0..8
    let x$r = min(row + $ru, sizes.rows - 1u) * sizes.inner;
    //# for c in 0..4
    var sum$r_$c = vec4f(0.0);
    //# end
    //# end
    for (var i = 0u; i < sizes.inner; i++) {
        //# for r in 0..8
        let a$r = x[x$r + i];
        //# end
        //# for e in 0..4
        //# for c in 0..4
        let w$e_$c = w[(4u * i + $eu) * sizes.columns + column$c];
        //# for r in 0..8
        sum$r_$c += a$r[$e] * w$e_$c;
        //# end
        //# end
        //# end
    }
    //# for r in 0..8
    //# for c in 0..4
    if row + $ru < sizes.rows && column + $cu < sizes.columns {
        y[(row + $ru) * sizes.columns + column + $cu] = sum$r_$c + bias[column + $cu];
    }
    //# end
    //# end
}
